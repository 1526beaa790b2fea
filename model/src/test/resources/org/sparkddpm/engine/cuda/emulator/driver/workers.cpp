#include "workers.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace emulated {

namespace {

// Threads of a launch below which no helper is woken.
constexpr unsigned long long FEW_THREADS = 8 * 1024;

int worker_count() {
  if (const char* chosen = getenv("SPARK_DDPM_EMULATED_WORKERS")) {
    return std::clamp(atoi(chosen), 1, 64);
  }
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8);
}

}  // namespace

Workers& Workers::get() {
  static Workers& workers = *new Workers();
  return workers;
}

Workers::Workers() : count_(worker_count()) {
  start(&Workers::serve_calls, 0);
  for (int i = 1; i < count_; i++) {
    start(&Workers::help, i);
  }
}

// The process's signals are for others, but for those that tell of an error of the thread itself.
void Workers::start(void (Workers::*body)(int), int number) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    sigdelset(&all, signal);
  }
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread(body, this, number).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Workers::call(const std::function<void()>& task) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return !task_; });
  task_ = &task;
  changed_.notify_all();
  changed_.wait(lock, [&] { return task_ != &task; });
}

void Workers::serve_calls(int) {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return task_; });
    lock.unlock();
    (*task_)();
    lock.lock();
    task_ = nullptr;
    changed_.notify_all();
  }
}

void Workers::help(int number) {
  std::unique_lock<std::mutex> lock(mutex_);
  for (unsigned long long seen = 0;;) {
    changed_.wait(lock, [&] { return blocks_ && round_ != seen; });
    seen = round_;
    Blocks& blocks = *blocks_;
    helping_++;
    lock.unlock();
    run_portions(blocks, number);
    lock.lock();
    helping_--;
    changed_.notify_all();
  }
}

std::string Workers::run(const Function& function, Launch launch) {
  Blocks blocks;
  blocks.function = &function;
  blocks.launch = launch;
  blocks.count = 1ull * launch.grid.x * launch.grid.y * launch.grid.z;
  blocks.portion = std::max(1ull, blocks.count / (4ull * count_));
  bool together = count_ > 1 && blocks.count > 1 &&
                  blocks.count * launch.block.x * launch.block.y * launch.block.z >= FEW_THREADS;
  problem_.clear();
  if (!together) {
    blocks.portion = blocks.count;
  } else if (function.module->load_copies(count_) != SUCCESS) {
    return "no copy of the program for another worker";
  } else {
    std::lock_guard<std::mutex> lock(mutex_);
    blocks_ = &blocks;
    round_++;
    changed_.notify_all();
  }
  run_portions(blocks, 0);
  if (together) {
    std::unique_lock<std::mutex> lock(mutex_);
    blocks_ = nullptr;
    changed_.wait(lock, [&] { return helping_ == 0; });
  }
  return problem_;
}

void Workers::run_portions(Blocks& blocks, int worker) {
  const Program& program = blocks.function->module->program(worker);
  int count;
  Launch launch = blocks.launch;
  launch.kernel = program.kernels(&count) + blocks.function->number;
  for (;;) {
    unsigned long long first = blocks.next.fetch_add(blocks.portion);
    if (first >= blocks.count) {
      return;
    }
    const char* problem =
        program.run(&launch, first, std::min(first + blocks.portion, blocks.count));
    if (problem) {
      std::lock_guard<std::mutex> lock(mutex_);
      problem_ = problem;
      blocks.next = blocks.count;
    }
  }
}

}  // namespace emulated
