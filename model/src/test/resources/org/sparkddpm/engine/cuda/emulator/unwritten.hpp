// What memory holds that nobody has written to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace emulated {

// A float that is not a number, and no index of anything.
constexpr uint32_t UNWRITTEN = 0x7fc5a5a5;

// Repeats it from the first byte on.
inline void fill_unwritten(void* memory, size_t bytes) {
  auto* p = static_cast<char*>(memory);
  size_t done = bytes < sizeof UNWRITTEN ? bytes : sizeof UNWRITTEN;
  memcpy(p, &UNWRITTEN, done);
  while (done < bytes) {
    size_t more = done < bytes - done ? done : bytes - done;
    memcpy(p + done, p, more);
    done += more;
  }
}

}  // namespace emulated
