import OnsetCore

/// The first columns of a product of Householder reflections, drawn so that the matrix is uniform over
/// all matrices with orthonormal columns (Haar measure).
///
/// In a Householder QR of a Gaussian matrix the vector eliminated at step k is, given all earlier steps,
/// a fresh standard normal vector of length m − k. So the reflections can be drawn directly and the
/// factorization, half of the work, is never done ([Stewart 1980]):
///
///     Q = H₁ H₂ ⋯ Hₙ D,     Hₖ = I − 2 vₖvₖᵀ / vₖᵀvₖ,     vₖ = xₖ + sign(xₖ₁) ‖xₖ‖ e₁,     Dₖ = −sign(xₖ₁)
///
/// D is the sign fix that makes the diagonal of R positive, without which Q is not uniform
/// ([Mezzadri 2007]). Reflections are applied in panels, I − V T Vᵀ with T⁻¹ = strict upper part of
/// VᵀV plus half its diagonal ([Joffrain et al. 2006]), to slabs of columns that do not depend on each other.
/// Panels and slabs have fixed sizes and each runs on one core, so the number of threads does not
/// change a bit.
///
/// [Stewart 1980]: https://doi.org/10.1137/0717034
/// [Mezzadri 2007]: https://arxiv.org/abs/math-ph/0609050
/// [Joffrain et al. 2006]: https://doi.org/10.1145/1141885.1141886
package struct ReflectorProduct: Sendable {
  /// The length of a column.
  package let rows: Int
  /// The number of columns, at most ``rows``.
  package let columns: Int
  /// Row k holds vₖ, with zeros in its first k entries.
  private let vectors: [Double]
  /// The panels' factors T, one after another, each `panelWidth` square.
  private let factors: [Double]
  /// The diagonal of D.
  private let signs: [Double]

  /// Reflections applied at once: wide enough for matrix products to run at full speed.
  private static let panelWidth = 64
  /// Columns carried through all panels by one core: its slab and a panel stay in cache.
  private static let slabWidth = 128

  /// Draws the reflections.
  ///
  /// - Parameters:
  ///   - rows: The length of a column.
  ///   - columns: The number of columns, at most `rows`.
  ///   - threads: How many cores may work at once.
  ///   - normals: Fills a buffer with the elements from an offset on of a row-major `columns` × `rows`
  ///     matrix of standard normal numbers; called from several threads.
  package init(
    rows: Int, columns: Int, threads: Int,
    normals: @Sendable (UnsafeMutableBufferPointer<Float>, _ offset: Int) -> Void
  ) {
    precondition(columns <= rows, "reflections need at least as many rows as columns")
    self.rows = rows
    self.columns = columns
    let width = Self.panelWidth
    let panels = (columns + width - 1) / width
    var vectors = [Double](repeating: 0, count: columns * rows)
    var factors = [Double](repeating: 0, count: panels * width * width)
    var signs = [Double](repeating: 1, count: columns)
    vectors.withUnsafeMutableBufferPointer { vectors in
      factors.withUnsafeMutableBufferPointer { factors in
        signs.withUnsafeMutableBufferPointer { signs in
          nonisolated(unsafe) let (vectors, factors, signs) = (vectors, factors, signs)
          ParallelLoop.run(panels, threads: threads) { panel in
            let range = panel * width..<min(columns, (panel + 1) * width)
            Self.draw(range, rows: rows, into: vectors, signs: signs, normals: normals)
            Self.combine(
              range, rows: rows, vectors: vectors,
              into: UnsafeMutableBufferPointer(rebasing: factors[(panel * width * width)...]))
          }
        }
      }
    }
    self.vectors = vectors
    self.factors = factors
    self.signs = signs
  }

  /// Turns normal vectors into the reflections of one panel.
  private static func draw(
    _ panel: Range<Int>, rows: Int, into vectors: UnsafeMutableBufferPointer<Double>,
    signs: UnsafeMutableBufferPointer<Double>,
    normals: (UnsafeMutableBufferPointer<Float>, Int) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: rows) { normal in
      for k in panel {
        normals(UnsafeMutableBufferPointer(rebasing: normal[k...]), k * rows + k)
        let vector = UnsafeMutableBufferPointer(rebasing: vectors[k * rows + k..<(k + 1) * rows])
        var squares = 0.0
        for i in 0..<rows - k {
          vector[i] = Double(normal[k + i])
          squares += vector[i] * vector[i]
        }
        let sign = vector[0] < 0 ? -1.0 : 1.0
        // A vector of zeros, which a draw can in principle be, reflects its own axis.
        vector[0] = squares > 0 ? vector[0] + sign * squares.squareRoot() : 1
        signs[k] = -sign
      }
    }
  }

  /// Finds the factor T of one panel.
  private static func combine(
    _ panel: Range<Int>, rows: Int, vectors: UnsafeMutableBufferPointer<Double>,
    into factor: UnsafeMutableBufferPointer<Double>
  ) {
    guard let v = vectors.baseAddress, let t = factor.baseAddress else { return }
    let (count, width, start) = (panel.count, panelWidth, panel.lowerBound)
    let corner = UnsafePointer(v + start * rows + start)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count * count) { gram in
      guard let g = gram.baseAddress else { return }
      BLAS.multiply(
        (.asStored, .transposed), m: count, n: count, k: rows - start, a: corner, aStride: rows,
        b: corner, bStride: rows, c: g, cStride: count)
      // Back substitution for the columns of the inverse of the upper triangle.
      for column in 0..<count {
        t[column * width + column] = 2 / g[column * count + column]
        for row in stride(from: column - 1, through: 0, by: -1) {
          var sum = 0.0
          for k in row + 1...column { sum += g[row * count + k] * t[k * width + column] }
          t[row * width + column] = -2 * sum / g[row * count + row]
        }
      }
    }
  }

  /// Computes the columns in slabs and hands each over as soon as it is done.
  ///
  /// - Parameters:
  ///   - threads: How many cores may work at once.
  ///   - body: Takes the range of columns and their values, row-major, as many to a row as the range
  ///     holds; called from several threads.
  package func forEachSlab(
    threads: Int, _ body: @Sendable (Range<Int>, UnsafeBufferPointer<Double>) -> Void
  ) {
    let width = Self.slabWidth
    let slabs = (columns + width - 1) / width
    ParallelLoop.run(slabs, threads: threads) { turn in
      // The last slab passes through the most panels: it goes first.
      let slab = slabs - 1 - turn
      let range = slab * width..<min(columns, (slab + 1) * width)
      let values = UnsafeMutableBufferPointer<Double>.allocate(capacity: rows * range.count)
      defer { values.deallocate() }
      reflect(range, into: values)
      body(range, UnsafeBufferPointer(values))
    }
  }

  /// Sends some columns of D through the reflections, last panel first.
  private func reflect(_ range: Range<Int>, into values: UnsafeMutableBufferPointer<Double>) {
    let (panelWidth, count) = (Self.panelWidth, range.count)
    values.initialize(repeating: 0)
    for column in range {
      values[column * count + column - range.lowerBound] = signs[column]
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * panelWidth * count) { scratch in
      vectors.withUnsafeBufferPointer { vectors in
        factors.withUnsafeBufferPointer { factors in
          guard let v = vectors.baseAddress, let t = factors.baseAddress,
            let c = values.baseAddress, let projections = scratch.baseAddress
          else { return }
          let weights = projections + panelWidth * count
          // Later panels act on rows that are still zero in these columns.
          for panel in stride(from: (range.upperBound - 1) / panelWidth, through: 0, by: -1) {
            let start = panel * panelWidth
            let reflections = min(panelWidth, columns - start)
            let corner = v + start * rows + start
            BLAS.multiply(
              m: reflections, n: count, k: rows - start, a: corner, aStride: rows,
              b: c + start * count, bStride: count, c: projections, cStride: count)
            BLAS.multiply(
              m: reflections, n: count, k: reflections, a: t + panel * panelWidth * panelWidth,
              aStride: panelWidth, b: projections, bStride: count, c: weights, cStride: count)
            BLAS.multiply(
              (.transposed, .asStored), m: rows - start, n: count, k: reflections, scale: -1,
              a: corner, aStride: rows, b: weights, bStride: count, keep: 1,
              c: c + start * count, cStride: count)
          }
        }
      }
    }
  }
}
