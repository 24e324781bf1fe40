/// The scratch memory of one tile of kernels.
struct Tile {
  /// Covariances, row by row.
  let covariances: UnsafeMutablePointer<Double>
  /// Tangents, row by row.
  let tangents: UnsafeMutablePointer<Double>
  /// One row of covariances and one of tangents for every open residual block.
  let saved: UnsafeMutablePointer<Double>

  /// Allocates the memory, all zero.
  init(width: Int, height: Int, depth: Int) {
    covariances = .allocate(capacity: width * height)
    tangents = .allocate(capacity: width * height)
    saved = .allocate(capacity: 2 * width * max(1, depth))
    covariances.initialize(repeating: 0, count: width * height)
    tangents.initialize(repeating: 0, count: width * height)
    saved.initialize(repeating: 0, count: 2 * width * max(1, depth))
  }

  /// Gives the memory back.
  func deallocate() {
    covariances.deallocate()
    tangents.deallocate()
    saved.deallocate()
  }
}
