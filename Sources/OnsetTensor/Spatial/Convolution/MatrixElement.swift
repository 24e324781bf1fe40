import OnsetCore
import OnsetLinearAlgebra

/// A number whose matrices BLAS multiplies.
protocol MatrixElement: TensorElement, BinaryFloatingPoint {
  /// C ← op(A)·op(B) + β·C on row-major blocks, on the calling thread.
  static func multiply(
    _ sides: (BLAS.Side, BLAS.Side), m: Int, n: Int, k: Int, a: UnsafePointer<Self>, aStride: Int,
    b: UnsafePointer<Self>, bStride: Int, keep: Self, c: UnsafeMutablePointer<Self>, cStride: Int)
}

extension Float: MatrixElement {
  static func multiply(
    _ sides: (BLAS.Side, BLAS.Side), m: Int, n: Int, k: Int, a: UnsafePointer<Float>, aStride: Int,
    b: UnsafePointer<Float>, bStride: Int, keep: Float, c: UnsafeMutablePointer<Float>, cStride: Int
  ) {
    BLAS.multiply(
      sides, m: m, n: n, k: k, a: a, aStride: aStride, b: b, bStride: bStride, keep: keep, c: c,
      cStride: cStride)
  }
}

extension Double: MatrixElement {
  static func multiply(
    _ sides: (BLAS.Side, BLAS.Side), m: Int, n: Int, k: Int, a: UnsafePointer<Double>, aStride: Int,
    b: UnsafePointer<Double>, bStride: Int, keep: Double, c: UnsafeMutablePointer<Double>,
    cStride: Int
  ) {
    BLAS.multiply(
      sides, m: m, n: n, k: k, a: a, aStride: aStride, b: b, bStride: bStride, keep: keep, c: c,
      cStride: cStride)
  }
}

/// Memory for one turn of a parallel loop, aligned for vectors, with a line of slack behind.
struct Scratch<Element: MatrixElement>: ~Copyable {
  let start: UnsafeMutablePointer<Element>

  init(_ count: Int) {
    start = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride + 128, alignment: 64
    ).bindMemory(to: Element.self, capacity: count)
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }
}
