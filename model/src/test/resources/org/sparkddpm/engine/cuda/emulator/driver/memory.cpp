#include "memory.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../unwritten.hpp"

namespace emulated {

namespace {

constexpr size_t ALIGNMENT = 256;
constexpr size_t ZONE = 256;

// Pattern bytes at places counted from the allocation, so a zone may begin at any of them.
char unwritten(size_t place) {
  return reinterpret_cast<const char*>(&UNWRITTEN)[place % sizeof UNWRITTEN];
}

bool holds(const std::map<const char*, size_t>& allocations, const void* address, size_t bytes) {
  auto* first = static_cast<const char*>(address);
  auto after = allocations.upper_bound(first);
  if (after == allocations.begin()) {
    return false;
  }
  auto [begin, size] = *--after;
  auto offset = static_cast<size_t>(first - begin);
  return offset <= size && bytes <= size - offset;
}

}  // namespace

Memory::~Memory() {
  for (auto [address, bytes] : bytes_by_address_) {
    ::free(const_cast<char*>(address) - ZONE);
  }
}

char* Memory::allocate(size_t bytes) {
  if (bytes > limit_ - used_) {
    return nullptr;
  }
  size_t all = (ZONE + bytes + ZONE + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  auto* memory = static_cast<char*>(aligned_alloc(ALIGNMENT, all));
  if (!memory) {
    return nullptr;
  }
  fill_unwritten(memory, ZONE + bytes + ZONE);
  used_ += bytes;
  bytes_by_address_[memory + ZONE] = bytes;
  return memory + ZONE;
}

bool Memory::free(char* address) {
  auto found = bytes_by_address_.find(address);
  if (found == bytes_by_address_.end()) {
    return false;
  }
  used_ -= found->second;
  bytes_by_address_.erase(found);
  ::free(address - ZONE);
  return true;
}

bool Memory::holds(const void* address, size_t bytes) const {
  return emulated::holds(bytes_by_address_, address, bytes);
}

std::string Memory::written_beside() const {
  for (auto [address, bytes] : bytes_by_address_) {
    std::string problem = written_beside(address, bytes);
    if (!problem.empty()) {
      return problem;
    }
  }
  return "";
}

std::string Memory::written_beside(const char* address, size_t bytes) {
  char text[200];
  for (size_t i = 0; i < ZONE; i++) {
    if (address[bytes + i] != unwritten(bytes + i)) {
      snprintf(text, sizeof text, "byte %zu of an allocation of %zu bytes at %p was written to",
               bytes + i, bytes, static_cast<const void*>(address));
      return text;
    }
    size_t before = ZONE - i;
    if (address[-static_cast<ptrdiff_t>(before)] != unwritten(i)) {
      snprintf(text, sizeof text, "byte -%zu of an allocation of %zu bytes at %p was written to",
               before, bytes, static_cast<const void*>(address));
      return text;
    }
  }
  return "";
}

void* PinnedMemory::allocate(size_t bytes) {
  if (bytes > limit_ - used_) {
    return nullptr;
  }
  size_t all = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  auto* memory = static_cast<char*>(aligned_alloc(ALIGNMENT, all));
  if (memory) {
    used_ += bytes;
    fill_unwritten(memory, bytes);
    bytes_by_address_[memory] = bytes;
  }
  return memory;
}

bool PinnedMemory::free(void* address) {
  auto found = bytes_by_address_.find(static_cast<char*>(address));
  if (found == bytes_by_address_.end()) {
    return false;
  }
  used_ -= found->second;
  bytes_by_address_.erase(found);
  ::free(address);
  return true;
}

bool PinnedMemory::holds(const void* address, size_t bytes) const {
  return emulated::holds(bytes_by_address_, address, bytes);
}

}  // namespace emulated
