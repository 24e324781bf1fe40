import COnsetBLAS

/// The process's BLAS, kept on one thread per call.
///
/// A multi-threaded BLAS splits sums by the number of threads, so its last bits follow the machine.
/// Onset takes its parallelism from tiles of fixed size instead, each a single-threaded call, and gets
/// the same bits for any number of threads. OpenBLAS knows only a process-wide number of threads; it
/// is set to 1 at the first call from Onset and stays so, also for other users of OpenBLAS in the
/// process.
package enum BLAS {
  /// Touched before every call; Swift runs the right-hand side once, under a lock.
  private static let oneThread: Void = onset_blas_use_one_thread()

  /// Whether a factor of a product is used as stored or turned.
  package enum Side {
    case asStored, transposed

    fileprivate var flag: CBLAS_TRANSPOSE { self == .asStored ? CblasNoTrans : CblasTrans }
  }

  /// Makes sure that no later call starts threads of its own.
  package static func prepare() { oneThread }

  /// C ← α·op(A)·op(B) + β·C on row-major blocks of larger matrices.
  ///
  /// - Parameters:
  ///   - sides: Whether A and B are turned.
  ///   - m: Rows of op(A) and of C.
  ///   - n: Columns of op(B) and of C.
  ///   - k: Columns of op(A), rows of op(B).
  ///   - scale: α.
  ///   - a: A, with `aStride` elements from row to row.
  ///   - b: B, with `bStride` elements from row to row.
  ///   - keep: β; with 0, C is not read.
  ///   - c: C, with `cStride` elements from row to row.
  package static func multiply(
    _ sides: (Side, Side) = (.asStored, .asStored), m: Int, n: Int, k: Int, scale: Double = 1,
    a: UnsafePointer<Double>, aStride: Int, b: UnsafePointer<Double>, bStride: Int,
    keep: Double = 0, c: UnsafeMutablePointer<Double>, cStride: Int
  ) {
    prepare()
    cblas_dgemm(
      CblasRowMajor, sides.0.flag, sides.1.flag, Int32(m), Int32(n), Int32(k), scale, a,
      Int32(aStride), b, Int32(bStride), keep, c, Int32(cStride))
  }

  /// The same as the product in float64, in float32.
  package static func multiply(
    _ sides: (Side, Side) = (.asStored, .asStored), m: Int, n: Int, k: Int, scale: Float = 1,
    a: UnsafePointer<Float>, aStride: Int, b: UnsafePointer<Float>, bStride: Int,
    keep: Float = 0, c: UnsafeMutablePointer<Float>, cStride: Int
  ) {
    prepare()
    cblas_sgemm(
      CblasRowMajor, sides.0.flag, sides.1.flag, Int32(m), Int32(n), Int32(k), scale, a,
      Int32(aStride), b, Int32(bStride), keep, c, Int32(cStride))
  }
}
