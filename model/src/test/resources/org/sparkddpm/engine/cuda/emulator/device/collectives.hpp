// What the threads of a block do together: barriers, shuffles, votes. The lane that comes last does
// the work for all, so each of them costs a thread one wait.
#pragma once

#include "block.hpp"

constexpr unsigned EMULATED_ALL_LANES = 0xffffffffu;

inline void __syncthreads() {
  using namespace emulated;
  Block& b = *block;
  int w = b.current / LANES;
  b.warps[w].call[b.current % LANES] = "__syncthreads";
  if (++b.at_barrier < b.threads) {
    suspend();
    return;
  }
  b.at_barrier = 0;
  for (int i = 0; i < b.warp_count; i++) {
    b.warps[i].ready = b.warps[i].lanes;
  }
  b.warps[w].ready &= ~(1u << b.current % LANES);
  b.awake = static_cast<unsigned>((1ull << b.warp_count) - 1);
}

namespace emulated {

inline int lane_id() { return block->current % LANES; }

inline Warp& this_warp() { return block->warps[block->current / LANES]; }

// Whether the lane is the last of its mask to come to this call; if so it must release the others,
// otherwise it returns when it was released.
inline bool arrive(const char* call, unsigned mask) {
  Warp& w = this_warp();
  int lane = lane_id();
  unsigned bit = 1u << lane;
  if ((mask & bit) == 0 || (mask & ~w.lanes) != 0) {
    fail("lane %d calls %s with the mask %08x; the warp has the lanes %08x", lane, call, mask,
         w.lanes);
  }
  if (unsigned others = w.arrived & mask) {
    int first = __builtin_ctz(others);
    if (w.call[first] != call || w.mask[first] != mask) {
      fail("lane %d calls %s with the mask %08x while lane %d waits at %s with the mask %08x", lane,
           call, mask, first, w.call[first], w.mask[first]);
    }
  }
  w.call[lane] = call;
  w.mask[lane] = mask;
  w.arrived |= bit;
  if ((w.arrived & mask) == mask) {
    return true;
  }
  suspend();
  return false;
}

inline void release(unsigned mask) {
  Block& b = *block;
  int w = b.current / LANES;
  b.warps[w].arrived &= ~mask;
  b.warps[w].ready |= mask & ~(1u << b.current % LANES);
  b.awake |= 1u << w;
}

// Gives each lane what exchange(deposits, results, lane) has written for it.
template <class Deposit, class Result, class Exchange>
inline Result exchange(const char* call, unsigned mask, const Deposit& deposit,
                       const Exchange& exchange) {
  static_assert(sizeof(Deposit) <= 64 && sizeof(Result) <= 64, "the slots of a warp are too small");
  Warp& w = this_warp();
  int me = lane_id();
  memcpy(w.deposit[me], &deposit, sizeof deposit);
  if (arrive(call, mask)) {
    exchange(w);
    release(mask);
  }
  Result result;
  memcpy(&result, w.result[me], sizeof result);
  return result;
}

template <class T>
inline T shuffle(const char* call, unsigned mask, T value, int source) {
  static_assert(std::is_arithmetic<T>::value, "shuffles carry numbers");
  struct Deposit {
    T value;
    int source;
  };
  return exchange<Deposit, T>(call, mask, {value, source}, [=](Warp& w) {
    for (unsigned left = mask; left; left &= left - 1) {
      int lane = __builtin_ctz(left);
      int from = reinterpret_cast<Deposit*>(w.deposit[lane])->source;
      if ((mask >> from & 1) == 0) {
        fail("lane %d reads from lane %d by %s, which is not in the mask %08x", lane, from, call,
             mask);
      }
      memcpy(w.result[lane], w.deposit[from], sizeof(T));
    }
  });
}

inline unsigned ballot(const char* call, unsigned mask, bool vote) {
  return exchange<bool, unsigned>(call, mask, vote, [=](Warp& w) {
    unsigned votes = 0;
    for (unsigned left = mask; left; left &= left - 1) {
      int lane = __builtin_ctz(left);
      votes |= static_cast<unsigned>(w.deposit[lane][0] != 0) << lane;
    }
    for (unsigned left = mask; left; left &= left - 1) {
      memcpy(w.result[__builtin_ctz(left)], &votes, sizeof votes);
    }
  });
}

}  // namespace emulated

inline void __syncwarp(unsigned mask = EMULATED_ALL_LANES) {
  if (emulated::arrive("__syncwarp", mask)) {
    emulated::release(mask);
  }
}

// width cuts the warp into segments, as on a card.
template <class T>
inline T __shfl_sync(unsigned mask, T value, int source, int width = warpSize) {
  int segment = emulated::lane_id() & ~(width - 1);
  return emulated::shuffle("__shfl_sync", mask, value, segment + (source & (width - 1)));
}

template <class T>
inline T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = warpSize) {
  int me = emulated::lane_id();
  int source = me ^ lanes;
  bool inside = source < (me & ~(width - 1)) + width;
  return emulated::shuffle("__shfl_xor_sync", mask, value, inside ? source : me);
}

template <class T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  int me = emulated::lane_id();
  int source = me + static_cast<int>(delta);
  bool inside = source < (me & ~(width - 1)) + width;
  return emulated::shuffle("__shfl_down_sync", mask, value, inside ? source : me);
}

template <class T>
inline T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  int me = emulated::lane_id();
  int source = me - static_cast<int>(delta);
  bool inside = source >= (me & ~(width - 1));
  return emulated::shuffle("__shfl_up_sync", mask, value, inside ? source : me);
}

inline unsigned __ballot_sync(unsigned mask, int vote) {
  return emulated::ballot("__ballot_sync", mask, vote != 0);
}

inline int __any_sync(unsigned mask, int vote) {
  return emulated::ballot("__any_sync", mask, vote != 0) != 0;
}

inline int __all_sync(unsigned mask, int vote) {
  return emulated::ballot("__all_sync", mask, vote != 0) == mask;
}

// Threads change places at waits alone, so every write is seen at once.
inline void __threadfence_block() {}
inline void __threadfence() {}
