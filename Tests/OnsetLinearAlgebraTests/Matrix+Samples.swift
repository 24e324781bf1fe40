import OnsetLinearAlgebra
import OnsetTestSupport

extension Matrix {
  /// A matrix of standard normal numbers.
  static func normal(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix(state: seed)
    return Matrix(rows: rows, columns: columns) { _, _ in generator.normal() }
  }

  /// The largest difference between the elements of two matrices of one shape.
  func distance(to other: Matrix) -> Double {
    zip(elements, other.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}

extension ReflectorProduct {
  /// The product drawn from the rows of a normal matrix, as one matrix.
  static func sample(rows: Int, columns: Int, seed: UInt64, threads: Int = 2) -> Matrix {
    ReflectorProduct(normal(rows: rows, columns: columns, seed: seed), threads: threads)
      .matrix(threads: threads)
  }

  /// Normal numbers for a product: row k holds the vector of step k from its k-th element on.
  static func normal(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix(state: seed)
    // Through float32, as the product takes them.
    return Matrix(rows: columns, columns: rows) { _, _ in Double(Float(generator.normal())) }
  }

  init(_ normal: Matrix, threads: Int) {
    self.init(rows: normal.columns, columns: normal.rows, threads: threads) { buffer, offset in
      for index in buffer.indices { buffer[index] = Float(normal.elements[offset + index]) }
    }
  }

  func matrix(threads: Int) -> Matrix {
    var elements = [Double](repeating: .nan, count: rows * columns)
    elements.withUnsafeMutableBufferPointer { elements in
      nonisolated(unsafe) let elements = elements
      forEachSlab(threads: threads) { range, slab in
        for row in 0..<rows {
          for (index, column) in range.enumerated() {
            elements[row * columns + column] = slab[row * range.count + index]
          }
        }
      }
    }
    return Matrix(rows: rows, columns: columns) { elements[$0 * columns + $1] }
  }
}
