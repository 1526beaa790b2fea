// A loaded program and its kernels.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "../program.hpp"
#include "results.hpp"

namespace emulated {

class Module {
 public:
  // Null and an explained result if the image is none that runs on the capability, as 90.
  static std::shared_ptr<Module> load(const void* image, int capability, Result& result);
  Module(const Module&) = delete;
  ~Module();

  // The program of a worker, which no other thread runs.
  const Program& program(int worker) { return *copies_[worker].program; }

  // Loads a copy of the library for each of so many workers.
  Result load_copies(int workers);

  const std::vector<const Kernel*>& kernels() const { return kernels_; }

 private:
  struct Copy {
    void* library;
    const Program* program;
  };

  Module(const char* image, size_t bytes) : image_(image, image + bytes) {}
  Result load_copy();

  std::vector<char> image_;
  std::vector<Copy> copies_;
  std::vector<const Kernel*> kernels_;
};

// Bytes of shared memory, fixed and dynamic, that a kernel may have unasked.
constexpr size_t SHARED_UNASKED = 48 * 1024;

struct Function {
  std::shared_ptr<Module> module;
  int number;  // among the module's kernels
  size_t fixed_shared = 0;  // bytes of shared memory besides the dynamic
  size_t most_shared = 0;   // bytes of dynamic shared memory that it may have
  bool unloaded = false;

  const Kernel& kernel() const { return *module->kernels()[number]; }
};

}  // namespace emulated
