// Twins of cp.async: copies to shared memory that end at a wait of the same thread. A card may do them
// at any time between. Here they are done at once, which shows copies over what is still read;
// compiled with EMULATED_LATE_COPIES, at the wait, which shows reads without one.
#pragma once

#include "block.hpp"

namespace emulated {

struct AsyncCopy {
  void* shared;
  const void* global;
  int bytes;
  int source_bytes;
  int group;

  void run() const {
    memset(shared, 0, static_cast<size_t>(bytes));
    memcpy(shared, global, static_cast<size_t>(source_bytes));
  }
};

// What a thread has begun in its block.
struct AsyncCopies {
  static constexpr int MOST = 128;

  unsigned long long block;
  int group;
  int count;
  AsyncCopy copies[MOST];
};

EMULATED_STATE AsyncCopies* async_copies = nullptr;

inline AsyncCopies& this_threads_copies() {
  if (!async_copies) {
    async_copies = new AsyncCopies[MOST_THREADS]();
  }
  AsyncCopies& mine = async_copies[block->current];
  if (mine.block != block->serial) {
    mine.block = block->serial;
    mine.group = 0;
    mine.count = 0;
  }
  return mine;
}

#ifdef EMULATED_LATE_COPIES
constexpr bool LATE_COPIES = true;
#else
constexpr bool LATE_COPIES = false;
#endif

// cp.async.ca/cg.shared.global: copies source_bytes and fills up to BYTES with zeros.
template <int BYTES>
inline void copy_async(void* shared, const void* global, int source_bytes = BYTES) {
  static_assert(BYTES == 4 || BYTES == 8 || BYTES == 16, "cp.async copies 4, 8 or 16 bytes");
  if (source_bytes < 0 || source_bytes > BYTES) {
    fail("cp.async of %d bytes with %d from the source", BYTES, source_bytes);
  }
  if (reinterpret_cast<uintptr_t>(shared) % BYTES != 0 ||
      reinterpret_cast<uintptr_t>(global) % BYTES != 0) {
    fail("cp.async of %d bytes from %p to %p, which must be aligned to as many", BYTES, global,
         shared);
  }
  AsyncCopy copy = {shared, global, BYTES, source_bytes, 0};
  if (!LATE_COPIES) {
    copy.run();
    return;
  }
  AsyncCopies& mine = this_threads_copies();
  if (mine.count == AsyncCopies::MOST) {
    fail("a thread has more than %d cp.async under way", AsyncCopies::MOST);
  }
  copy.group = mine.group;
  mine.copies[mine.count++] = copy;
}

// cp.async.commit_group.
inline void copy_async_commit() {
  if (LATE_COPIES) {
    this_threads_copies().group++;
  }
}

// cp.async.wait_group: until at most PENDING of the last groups are under way. Copies that belong to
// no group yet stay under way.
template <int PENDING>
inline void copy_async_wait() {
  if (!LATE_COPIES) {
    return;
  }
  AsyncCopies& mine = this_threads_copies();
  int left = 0;
  for (int i = 0; i < mine.count; i++) {
    if (mine.copies[i].group < mine.group - PENDING) {
      mine.copies[i].run();
    } else {
      mine.copies[left++] = mine.copies[i];
    }
  }
  mine.count = left;
}

}  // namespace emulated
