#ifndef ONSET_BLAS_SHIM_H
#define ONSET_BLAS_SHIM_H

/* The few BLAS and LAPACK routines that Onset uses, under one set of signatures for OpenBLAS with
   LAPACKE (Linux) and Accelerate (Apple). Matrices are column-major, as LAPACK defines them; each
   function returns LAPACK's `info`: 0 for success, -i for a bad argument i, positive for a failure of
   the method. */

#if __APPLE__
#ifndef ACCELERATE_NEW_LAPACK
#define ACCELERATE_NEW_LAPACK 1
#endif
#include <Accelerate/Accelerate.h>
#include <stdlib.h>
#else
#include <cblas.h>
#include <lapacke.h>
#endif

/* Keeps every BLAS call of this process on the thread that makes it. */
static inline void onset_blas_use_one_thread(void) {
#if __APPLE__
  BLASSetThreading(BLAS_THREADING_SINGLE_THREADED);
#else
  openblas_set_num_threads(1);
#endif
}

/* R in the upper triangle and the reflectors below it, with their factors in tau. */
static inline int onset_dgeqrf(int m, int n, double *a, double *tau) {
#if __APPLE__
  int info = 0, size = -1;
  double best = 0;
  dgeqrf_(&m, &n, a, &m, tau, &best, &size, &info);
  size = (int)best;
  double *work = malloc(sizeof(double) * (size_t)(size > 1 ? size : 1));
  if (!work) return -1011;
  dgeqrf_(&m, &n, a, &m, tau, work, &size, &info);
  free(work);
  return info;
#else
  return LAPACKE_dgeqrf(LAPACK_COL_MAJOR, m, n, a, m, tau);
#endif
}

/* The first n columns of the product of the reflectors that onset_dgeqrf left in a. */
static inline int onset_dorgqr(int m, int n, double *a, const double *tau) {
#if __APPLE__
  int info = 0, size = -1;
  double best = 0;
  dorgqr_(&m, &n, &n, a, &m, tau, &best, &size, &info);
  size = (int)best;
  double *work = malloc(sizeof(double) * (size_t)(size > 1 ? size : 1));
  if (!work) return -1011;
  dorgqr_(&m, &n, &n, a, &m, tau, work, &size, &info);
  free(work);
  return info;
#else
  return LAPACKE_dorgqr(LAPACK_COL_MAJOR, m, n, n, a, m, tau);
#endif
}

/* Thin singular value decomposition; job is 'S' for the factors, 'N' for the values alone. */
static inline int onset_dgesdd(char job, int m, int n, double *a, double *s, double *u, double *vt) {
  int k = m < n ? m : n;
#if __APPLE__
  int info = 0, size = -1;
  double best = 0;
  int *integers = malloc(sizeof(int) * 8 * (size_t)(k > 1 ? k : 1));
  if (!integers) return -1010;
  dgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, &best, &size, integers, &info);
  size = (int)best;
  double *work = malloc(sizeof(double) * (size_t)(size > 1 ? size : 1));
  if (work) {
    dgesdd_(&job, &m, &n, a, &m, s, u, &m, vt, &k, work, &size, integers, &info);
  } else {
    info = -1011;
  }
  free(work);
  free(integers);
  return info;
#else
  return LAPACKE_dgesdd(LAPACK_COL_MAJOR, job, m, n, a, m, s, u, m, vt, k);
#endif
}

/* Eigenvalues in ascending order; for job 'V' the eigenvectors replace a, one per column. */
static inline int onset_dsyevd(char job, int n, double *a, double *w) {
#if __APPLE__
  char upper = 'U';
  int info = 0, size = -1, integer_size = -1, integer_best = 0;
  double best = 0;
  dsyevd_(&job, &upper, &n, a, &n, w, &best, &size, &integer_best, &integer_size, &info);
  size = (int)best;
  integer_size = integer_best;
  double *work = malloc(sizeof(double) * (size_t)(size > 1 ? size : 1));
  int *integers = malloc(sizeof(int) * (size_t)(integer_size > 1 ? integer_size : 1));
  if (work && integers) {
    dsyevd_(&job, &upper, &n, a, &n, w, work, &size, integers, &integer_size, &info);
  } else {
    info = -1011;
  }
  free(work);
  free(integers);
  return info;
#else
  return LAPACKE_dsyevd(LAPACK_COL_MAJOR, job, 'U', n, a, n, w);
#endif
}

/* The lower Cholesky factor, in place. */
static inline int onset_dpotrf(int n, double *a) {
#if __APPLE__
  char lower = 'L';
  int info = 0;
  dpotrf_(&lower, &n, a, &n, &info);
  return info;
#else
  return LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', n, a, n);
#endif
}

/* Solves for count right-hand sides, in place, with the factor of onset_dpotrf. */
static inline int onset_dpotrs(int n, int count, const double *factor, double *b) {
#if __APPLE__
  char lower = 'L';
  int info = 0;
  dpotrs_(&lower, &n, &count, factor, &n, b, &n, &info);
  return info;
#else
  return LAPACKE_dpotrs(LAPACK_COL_MAJOR, 'L', n, count, factor, n, b, n);
#endif
}

#endif
