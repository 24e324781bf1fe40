// Which paths this processor can run. Nothing is remembered: asking is a few loads.

#define _DEFAULT_SOURCE

#include "paths.h"

#include <stdlib.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

const onset_kernels *onset_kernels_for(onset_path path) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (path == ONSET_PATH_AVX2) {
    return __builtin_cpu_supports("avx2") ? &onset_kernels_avx2 : NULL;
  }
  if (path == ONSET_PATH_AVX512) {
    const int supported = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return supported ? &onset_kernels_avx512 : NULL;
  }
#endif
  return path == ONSET_PATH_BASELINE ? &onset_kernels_baseline : NULL;
}

const onset_kernels *onset_best_kernels(void) {
  const onset_kernels *wide = onset_kernels_for(ONSET_PATH_AVX512);
  if (!wide) wide = onset_kernels_for(ONSET_PATH_AVX2);
  return wide ? wide : onset_kernels_for(ONSET_PATH_BASELINE);
}

void *onset_allocate(size_t bytes) {
  void *memory = NULL;
#if defined(__linux__)
  // Fresh memory costs a fault for every page; large pages make that one for 2 MiB instead of 4 KiB.
  const size_t page = (size_t)2 << 20;
  if (bytes >= 2 * page) {
    if (posix_memalign(&memory, page, bytes) != 0) return NULL;
    madvise(memory, bytes, MADV_HUGEPAGE);
    return memory;
  }
#endif
  return posix_memalign(&memory, 64, bytes ? bytes : 64) == 0 ? memory : NULL;
}

void onset_keep_freed_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 512 << 20);
  mallopt(M_TRIM_THRESHOLD, 2047 << 20);
#endif
}
