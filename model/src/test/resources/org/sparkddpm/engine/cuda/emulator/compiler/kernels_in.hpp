// The kernels that a source defines.
#pragma once

#include <string>
#include <vector>

namespace emulated {

struct KernelName {
  std::string name;
  std::string most_threads;  // the first expression of __launch_bounds__, or "0"
};

// Of all functions that are __global__, in a source whose macros are expanded.
std::vector<KernelName> kernels_in(const std::string& preprocessed);

}  // namespace emulated
