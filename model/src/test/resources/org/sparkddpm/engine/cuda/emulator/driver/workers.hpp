// The threads that run a launch's blocks. Each has its own copies of the programs, as a program runs
// one block at a time.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "module.hpp"

namespace emulated {

class Workers {
 public:
  // They live as long as the process.
  static Workers& get();

  int count() const { return count_; }

  // Has the first worker call it, and waits.
  void call(const std::function<void()>& task);

  // Runs all blocks. Only the first worker may call it. Returns an empty text or what went wrong.
  std::string run(const Function& function, Launch launch);

 private:
  struct Blocks {
    const Function* function;
    Launch launch;
    unsigned long long count;
    unsigned long long portion;
    std::atomic<unsigned long long> next{0};
  };

  Workers();
  void start(void (Workers::*body)(int), int number);
  void serve_calls(int);
  void help(int number);
  void run_portions(Blocks& blocks, int worker);

  const int count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* task_ = nullptr;
  Blocks* blocks_ = nullptr;
  unsigned long long round_ = 0;
  int helping_ = 0;
  std::string problem_;
};

}  // namespace emulated
