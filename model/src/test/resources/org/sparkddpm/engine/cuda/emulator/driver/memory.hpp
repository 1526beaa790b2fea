// The device's memory: blocks of the host's, each between two zones that nobody may write to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "results.hpp"

namespace emulated {

class Memory {
 public:
  explicit Memory(size_t limit) : limit_(limit) {}
  Memory(const Memory&) = delete;
  ~Memory();

  // Aligned to 256 bytes and filled with floats that are not numbers; null if it goes beyond the
  // limit.
  char* allocate(size_t bytes);

  // False if nothing was allocated there.
  bool free(char* address);

  // Whether all bytes lie in one allocation.
  bool holds(const void* address, size_t bytes) const;

  // Empty, or which allocation somebody wrote beside.
  std::string written_beside() const;

  size_t limit() const { return limit_; }
  size_t used() const { return used_; }

 private:
  static std::string written_beside(const char* address, size_t bytes);

  size_t limit_;
  size_t used_ = 0;
  std::map<const char*, size_t> bytes_by_address_;
};

// Memory of the host that copies read and write when they come to their turn, not when they are
// called.
class PinnedMemory {
 public:
  explicit PinnedMemory(size_t limit) : limit_(limit) {}

  // Null if it goes beyond the limit.
  void* allocate(size_t bytes);
  bool free(void* address);
  bool holds(const void* address, size_t bytes) const;

 private:
  size_t limit_;
  size_t used_ = 0;
  std::map<const char*, size_t> bytes_by_address_;
};

}  // namespace emulated
