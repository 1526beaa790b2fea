#include "kernels_in.hpp"

#include <cctype>

namespace emulated {

namespace {

bool in_word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_'; }

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

std::vector<KernelName> kernels_in(const std::string& preprocessed) {
  const std::string& text = preprocessed;
  const std::string begin = "__global__";
  std::vector<KernelName> kernels;
  for (size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    Reader reader(text, at + begin.size());
    KernelName kernel = {"", "0"};
    for (std::string word = reader.word(); !word.empty(); word = reader.word()) {
      if (word == "__launch_bounds__" && reader.at('(')) {
        kernel.most_threads = first_of(reader.parenthesized());
      } else if (word != "void") {
        kernel.name = word;
        break;
      }
    }
    if (!kernel.name.empty() && reader.at('(')) {
      kernels.push_back(kernel);
    }
  }
  return kernels;
}

}  // namespace emulated
