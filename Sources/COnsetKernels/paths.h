// The tables of the paths that this build has.

#pragma once

#include "COnsetKernels.h"

extern const onset_kernels onset_kernels_baseline;

#if defined(__x86_64__)
extern const onset_kernels onset_kernels_avx2;
extern const onset_kernels onset_kernels_avx512;
#endif
