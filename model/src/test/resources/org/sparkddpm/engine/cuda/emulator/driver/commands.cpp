#include "commands.hpp"

#include <cstring>

#include "workers.hpp"

namespace emulated {

namespace {

class Runner {
 public:
  Runner(Memory& memory, bool guard, Counters& counters)
      : memory_(memory), guard_(guard), counters_(counters) {}

  Failure operator()(const GraphStart&) {
    counters_.graph_launches++;
    return {};
  }

  Failure operator()(const Meeting&) { return {}; }

  Failure operator()(const Copy& copy) {
    if (copy.to_device && !memory_.holds(copy.to, copy.bytes)) {
      return {ILLEGAL_ADDRESS, "a copy's destination was freed"};
    }
    if (copy.from_device && !memory_.holds(copy.from, copy.bytes)) {
      return {ILLEGAL_ADDRESS, "a copy's source was freed"};
    }
    memmove(copy.to, copy.taken.empty() ? copy.from : copy.taken.data(), copy.bytes);
    if (!copy.from_device) {
      counters_.bytes_to_device += copy.bytes;
    }
    if (!copy.to_device) {
      counters_.bytes_from_device += copy.bytes;
    }
    return {};
  }

  Failure operator()(const Fill& fill) {
    if (!memory_.holds(fill.to, fill.count * sizeof fill.value)) {
      return {ILLEGAL_ADDRESS, "memory to fill was freed"};
    }
    for (size_t i = 0; i < fill.count; i++) {
      memcpy(fill.to + i * sizeof fill.value, &fill.value, sizeof fill.value);
    }
    return {};
  }

  Failure operator()(const KernelCall& call) {
    const Kernel& kernel = call.function->kernel();
    std::string name = std::string("kernel ") + kernel.name;
    counters_.launches[kernel.name]++;
    if (call.function->unloaded) {
      return {INVALID_HANDLE, name + ": its module was unloaded"};
    }
    std::vector<void*> arguments;
    for (int i = 0; i < kernel.parameters; i++) {
      auto* value = const_cast<char*>(call.values.data()) + 8 * i;
      arguments.push_back(value);
      if (kernel.pointers[i]) {
        const char* address;
        memcpy(&address, value, sizeof address);
        if (address && !memory_.holds(address, 0)) {
          return {ILLEGAL_ADDRESS, name + ": argument " + std::to_string(i) +
                                       ", counted from 0, is no address of the device's memory"};
        }
      }
    }
    arguments.push_back(nullptr);
    Launch launch = {&kernel, call.grid, call.block, call.shared, arguments.data()};
    std::string problem = Workers::get().run(*call.function, launch);
    if (!problem.empty()) {
      return {LAUNCH_FAILED, problem};
    }
    problem = guard_ ? memory_.written_beside() : "";
    if (!problem.empty()) {
      return {ILLEGAL_ADDRESS, name + ": " + problem};
    }
    return {};
  }

 private:
  Memory& memory_;
  bool guard_;
  Counters& counters_;
};

}  // namespace

Failure run(const std::vector<std::shared_ptr<const Step>>& steps, Memory& memory, bool guard,
            Counters& counters) {
  Failure failure;
  Workers::get().call([&] {
    Runner runner(memory, guard, counters);
    for (const std::shared_ptr<const Step>& step : steps) {
      failure = std::visit(runner, *step);
      if (failure.result != SUCCESS) {
        return;
      }
    }
    std::string problem = memory.written_beside();
    if (!problem.empty()) {
      failure = {ILLEGAL_ADDRESS, problem + "; SPARK_DDPM_EMULATED_GUARD=1 tells the kernel"};
    }
  });
  return failure;
}

}  // namespace emulated
