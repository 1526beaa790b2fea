// The C++ compiler that takes the place of NVIDIA's.
#pragma once

#include <string>
#include <vector>

namespace emulated {

enum CompileResult {
  COMPILED = 0,
  PROGRAM_CREATION_FAILURE = 2,
  INVALID_INPUT = 3,
  INVALID_PROGRAM = 4,
  INVALID_OPTION = 5,
  COMPILATION = 6,
  INTERNAL_ERROR = 11,
};

// Compiles a source into a shared library. The log holds the compiler's messages. A library made
// before of the same source and options is taken from the folder `programs` beside this library.
CompileResult compile(const std::string& source, const std::string& name,
                      const std::vector<std::string>& options, std::vector<char>& library,
                      std::string& log);

}  // namespace emulated
