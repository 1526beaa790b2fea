// What streams are told to do, with its arguments copied.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "memory.hpp"
#include "module.hpp"

namespace emulated {

struct KernelCall {
  std::shared_ptr<Function> function;
  Shape grid;
  Shape block;
  size_t shared;
  std::vector<char> values;  // of the arguments, each at a multiple of 8 bytes
};

struct Copy {
  char* to;
  const char* from;
  size_t bytes;
  bool to_device;
  bool from_device;
  // The source as it was when it was no pinned memory, of which a copy is taken at once.
  std::vector<char> taken;
};

struct Fill {
  char* to;
  uint32_t value;
  size_t count;
};

// Where a graph begins.
struct GraphStart {};

// Where a stream waits for another.
struct Meeting {};

using Step = std::variant<KernelCall, Copy, Fill, GraphStart, Meeting>;

// What was done so far.
struct Counters {
  std::map<std::string, unsigned long long> launches;
  unsigned long long graph_launches = 0;
  unsigned long long bytes_to_device = 0;
  unsigned long long bytes_from_device = 0;
};

// Runs the steps in their order, on threads of the device's own. Returns the first error, explained.
// guard: also looks after each launch whether memory beside allocations was written to.
struct Failure {
  Result result = SUCCESS;
  std::string reason;
};
Failure run(const std::vector<std::shared_ptr<const Step>>& steps, Memory& memory, bool guard,
            Counters& counters);

}  // namespace emulated
