#ifndef ONSET_BLAS_SHIM_H
#define ONSET_BLAS_SHIM_H

#if __APPLE__
#include <Accelerate/Accelerate.h>
#else
#include <cblas.h>
#include <lapacke.h>
#endif

#endif
