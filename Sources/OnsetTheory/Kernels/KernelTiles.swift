import OnsetCore
import OnsetLinearAlgebra

/// Runs a kernel program over all pairs of inputs, one tile of the upper triangle at a time, each tile
/// through all layers while it is in the cache.
struct KernelTiles: Sendable {
  let program: KernelProgram
  let inputs: Matrix
  /// The mean square of every input's elements.
  let squares: [Double]

  private static let height = 64
  private static let width = 256

  /// Where a tile lies.
  private struct Place: Sendable {
    let rows: Range<Int>
    let columns: Range<Int>
  }

  /// Both kernels; each tile also writes its mirror image.
  func kernels() throws(OnsetError) -> NetworkKernels {
    let count = inputs.rows
    var ntk: [Double] = []
    // Tiles fill every element, so none is set to zero first: the cores then share the first touch.
    let nngp = [Double](unsafeUninitializedCapacity: count * count) { nngp, nngpCount in
      ntk = [Double](unsafeUninitializedCapacity: count * count) { ntk, ntkCount in
        fill(nngp, ntk)
        ntkCount = count * count
      }
      nngpCount = count * count
    }
    return NetworkKernels(
      nngp: try Matrix(rows: count, columns: count, elements: nngp),
      ntk: try Matrix(rows: count, columns: count, elements: ntk))
  }

  /// Computes every tile, on every core.
  private func fill(
    _ nngp: UnsafeMutableBufferPointer<Double>, _ ntk: UnsafeMutableBufferPointer<Double>
  ) {
    let count = inputs.rows
    let places = Self.places(count)
    // Tiles and their mirror images do not overlap.
    nonisolated(unsafe) let (nngp, ntk) = (nngp, ntk)
    ParallelLoop.run(places.count, threads: .max) { index in
      let tile = Tile(width: Self.width, height: Self.height, depth: program.depth)
      defer { tile.deallocate() }
      compute(places[index], tile)
      Self.copy(tile.covariances, of: places[index], to: nngp, count)
      Self.copy(tile.tangents, of: places[index], to: ntk, count)
    }
  }

  /// The tiles that touch the upper triangle.
  private static func places(_ count: Int) -> [Place] {
    var places: [Place] = []
    for row in stride(from: 0, to: count, by: height) {
      for column in stride(from: row / width * width, to: count, by: width) {
        places.append(
          Place(
            rows: row..<min(count, row + height), columns: column..<min(count, column + width)))
      }
    }
    return places
  }

  /// The covariances of the inputs in a tile, then all steps, row by row.
  private func compute(_ place: Place, _ tile: Tile) {
    let dimension = inputs.columns
    inputs.elements.withUnsafeBufferPointer { elements in
      guard let start = elements.baseAddress else { return }
      BLAS.multiply(
        (.asStored, .transposed), m: place.rows.count, n: place.columns.count, k: dimension,
        scale: 1 / Double(dimension), a: start + place.rows.lowerBound * dimension,
        aStride: dimension, b: start + place.columns.lowerBound * dimension, bStride: dimension,
        c: tile.covariances, cStride: Self.width)
    }
    for row in place.rows {
      // What lies left of the diagonal is another tile's mirror image.
      let left = max(0, row - place.columns.lowerBound) / PairKernels.width * PairKernels.width
      guard left < place.columns.count else { continue }
      let columns = (place.columns.lowerBound + left)..<place.columns.upperBound
      let offset = (row - place.rows.lowerBound) * Self.width + left
      run(row, columns, tile.covariances + offset, tile.tangents + offset, tile.saved)
    }
  }

  /// All steps on one row of a tile.
  private func run(
    _ row: Int, _ columns: Range<Int>, _ covariances: UnsafeMutablePointer<Double>,
    _ tangents: UnsafeMutablePointer<Double>, _ saved: UnsafeMutablePointer<Double>
  ) {
    let length = PairKernels.padded(columns.count)
    let diagonal = columns.contains(row) ? row - columns.lowerBound : nil
    // The product of matrices may sum a square in another order than the diagonal was summed in.
    if let diagonal { covariances[diagonal] = squares[row] }
    var top = saved
    for step in program.steps {
      switch step {
      case .dense(let dense):
        dense.apply(count: length, covariances: covariances, tangents: tangents)
      case .hidden(let evaluator, let dense, let place):
        evaluator.apply(
          row: row, columns: columns, dense: dense, covariances: covariances, tangents: tangents)
        if let diagonal { covariances[diagonal] = program.hiddenSecondMoments[place][row] }
      case .save:
        top.update(from: covariances, count: length)
        (top + Self.width).update(from: tangents, count: length)
        top += 2 * Self.width
      case .merge(let scale):
        top -= 2 * Self.width
        for index in 0..<length {
          covariances[index] = top[index] + scale * covariances[index]
          tangents[index] = top[Self.width + index] + scale * tangents[index]
        }
      }
    }
  }

  /// Copies a tile's upper part to its place and to the mirror image of it.
  private static func copy(
    _ values: UnsafeMutablePointer<Double>, of place: Place,
    to matrix: UnsafeMutableBufferPointer<Double>, _ count: Int
  ) {
    for row in place.rows {
      let line = values + (row - place.rows.lowerBound) * width
      for column in place.columns where column >= row {
        matrix[row * count + column] = line[column - place.columns.lowerBound]
      }
    }
    for column in place.columns {
      let line = values + (column - place.columns.lowerBound)
      for row in place.rows where row < column {
        matrix[column * count + row] = line[(row - place.rows.lowerBound) * width]
      }
    }
  }
}
