// The kernels that a source defines.
#pragma once

#include <string>
#include <vector>

namespace emulated {

struct KernelName {
  std::string name;
  std::string most_threads;  // the first expression of __launch_bounds__, or "0"
};

// Of all definitions that begin with KERNEL or extern "C" __global__ void, outside of comments,
// texts and #define.
std::vector<KernelName> kernels_in(const std::string& source);

}  // namespace emulated
