// Philox4x32-10: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as
// easy as 1, 2, 3" (SC 2011, doi:10.1145/2063384.2063405).

#pragma once

#include "vectors.h"

#define ONSET_ROUNDS 10

// The keys of all rounds, one for each half of the state.
typedef struct onset_schedule {
  uint64_t first[ONSET_ROUNDS];
  uint64_t second[ONSET_ROUNDS];
} onset_schedule;

ONSET_INLINE onset_schedule onset_schedule_of(uint64_t key) {
  onset_schedule schedule;
  uint32_t first = (uint32_t)key;
  uint32_t second = (uint32_t)(key >> 32);
  for (int round = 0; round < ONSET_ROUNDS; round++) {
    schedule.first[round] = first;
    schedule.second[round] = second;
    first += 0x9E3779B9u;
    second += 0xBB67AE85u;
  }
  return schedule;
}

// Four words of ONSET_WIDTH / 2 blocks, each in the low half of a 64-bit lane. The high halves hold
// leftovers: the 32-bit multiplication ignores them, and so does whoever packs the result.
typedef struct onset_state {
  onset_longs word[4];
} onset_state;

ONSET_INLINE onset_longs onset_product(onset_longs lanes, uint64_t multiplier) {
  return (lanes & 0xFFFFFFFFull) * multiplier;
}

// Encrypts 128-bit counters, given as their four words.
ONSET_INLINE onset_state onset_philox(onset_state counters, const onset_schedule *schedule) {
  onset_longs x0 = counters.word[0], x1 = counters.word[1];
  onset_longs x2 = counters.word[2], x3 = counters.word[3];
#pragma clang loop unroll(full)
  for (int round = 0; round < ONSET_ROUNDS; round++) {
    const onset_longs left = onset_product(x0, 0xD2511F53ull);
    const onset_longs right = onset_product(x2, 0xCD9E8D57ull);
    x0 = (right >> 32) ^ x1 ^ schedule->first[round];
    x1 = right;
    x2 = (left >> 32) ^ x3 ^ schedule->second[round];
    x3 = left;
  }
  return (onset_state){{x0, x1, x2, x3}};
}

// Counters that hold a 64-bit block number, their upper halves zero.
ONSET_INLINE onset_state onset_counters(onset_longs numbers) {
  return (onset_state){{numbers, numbers >> 32, 0, 0}};
}

// The words of ONSET_WIDTH neighbouring blocks from `first` on: lane c of rows[r] is word r of
// block first + c. Even and odd blocks are computed apart, so that packing is a shift and a blend.
ONSET_INLINE void onset_random_words(uint64_t first, const onset_schedule *schedule,
                                     onset_words rows[4]) {
  onset_longs numbers;
#pragma clang loop unroll(full)
  for (int lane = 0; lane < ONSET_WIDTH / 2; lane++) numbers[lane] = first + 2 * (uint64_t)lane;
  const onset_state even = onset_philox(onset_counters(numbers), schedule);
  const onset_state odd = onset_philox(onset_counters(numbers + 1), schedule);
#pragma clang loop unroll(full)
  for (int row = 0; row < 4; row++) {
    rows[row] = (onset_words)((even.word[row] & 0xFFFFFFFFull) | (odd.word[row] << 32));
  }
}

// One block, every lane computing the same: for the published test vectors, whose counters use all
// bits.
static void onset_philox_block(uint64_t key, const uint32_t counter[4], uint32_t block[4]) {
  const onset_schedule schedule = onset_schedule_of(key);
  onset_state state;
  for (int word = 0; word < 4; word++) state.word[word] = (onset_longs)(uint64_t)counter[word];
  state = onset_philox(state, &schedule);
  for (int word = 0; word < 4; word++) block[word] = (uint32_t)state.word[word][0];
}
