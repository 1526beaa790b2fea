#include "kernels_in.hpp"

#include <cctype>

namespace emulated {

namespace {

bool in_word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The source with blanks in place of comments, texts and lines of the preprocessor.
std::string bare(const std::string& source) {
  std::string text = source;
  size_t i = 0;
  auto blank_until = [&](size_t end) {
    for (; i < end && i < text.size(); i++) {
      text[i] = ' ';
    }
  };
  bool line_begins = true;
  while (i < text.size()) {
    if (text.compare(i, 2, "//") == 0) {
      blank_until(text.find('\n', i));
    } else if (text.compare(i, 2, "/*") == 0) {
      size_t end = text.find("*/", i + 2);
      blank_until(end == std::string::npos ? end : end + 2);
    } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !in_word(text[i - 1])))) {
      size_t end = i + 1;
      while (end < text.size() && text[end] != text[i]) {
        end += text[end] == '\\' ? 2 : 1;
      }
      blank_until(end + 1);
    } else if (text[i] == '#' && line_begins) {
      size_t end = text.find('\n', i);
      while (end != std::string::npos && text[end - 1] == '\\') {
        end = text.find('\n', end + 1);
      }
      blank_until(end);
    } else {
      line_begins = text[i] == '\n' || (line_begins && isspace(static_cast<unsigned char>(text[i])));
      i++;
    }
  }
  return text;
}

// Reads words and what stands in parentheses, from the left.
class Reader {
 public:
  Reader(const std::string& text, size_t place) : text_(text), place_(place) {}

  std::string word() {
    blanks();
    size_t begin = place_;
    while (place_ < text_.size() && in_word(text_[place_])) {
      place_++;
    }
    return text_.substr(begin, place_ - begin);
  }

  bool at(char c) {
    blanks();
    return place_ < text_.size() && text_[place_] == c;
  }

  std::string parenthesized() {
    blanks();
    size_t begin = place_ + 1;
    int depth = 0;
    do {
      depth += text_[place_] == '(' ? 1 : text_[place_] == ')' ? -1 : 0;
      place_++;
    } while (depth > 0 && place_ < text_.size());
    return text_.substr(begin, place_ - 1 - begin);
  }

 private:
  void blanks() {
    while (place_ < text_.size() && isspace(static_cast<unsigned char>(text_[place_]))) {
      place_++;
    }
  }

  const std::string& text_;
  size_t place_;
};

std::string first_of(const std::string& list) {
  int depth = 0;
  for (size_t i = 0; i < list.size(); i++) {
    depth += list[i] == '(' ? 1 : list[i] == ')' ? -1 : 0;
    if (list[i] == ',' && depth == 0) {
      return list.substr(0, i);
    }
  }
  return list;
}

}  // namespace

std::vector<KernelName> kernels_in(const std::string& source) {
  std::string text = bare(source);
  std::vector<KernelName> kernels;
  for (const std::string begin : {"KERNEL", "__global__"}) {
    for (size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
      if ((at > 0 && in_word(text[at - 1])) || in_word(text[at + begin.size()])) {
        continue;
      }
      Reader reader(text, at + begin.size());
      KernelName kernel = {"", "0"};
      do {
        kernel.name = reader.word();
        if (kernel.name == "__launch_bounds__" && reader.at('(')) {
          kernel.most_threads = first_of(reader.parenthesized());
          kernel.name.clear();
        } else if (kernel.name == "void") {
          kernel.name.clear();
        } else if (kernel.name.empty()) {
          break;
        }
      } while (kernel.name.empty());
      if (!kernel.name.empty() && reader.at('(')) {
        kernels.push_back(kernel);
      }
    }
  }
  return kernels;
}

}  // namespace emulated
