import OnsetCore
import OnsetRandom
import OnsetSchemes

/// Draws the values of one entry of a plan, in pieces of bounded size.
struct EntrySampler {
  /// How many elements are drawn at a time, where the scheme allows it.
  private static let pieceSize = 1 << 22

  private let entry: PlanEntry
  private let scheme: Scheme
  private let stream: RandomStream

  /// Prepares to draw; `nil` for an entry that keeps its values.
  ///
  /// - Parameter name: The key of the random stream, where it is not the entry's own name.
  init?(_ entry: PlanEntry, name: ParameterName? = nil, seed: UInt64, threads: Int?) {
    guard let scheme = entry.scheme else { return nil }
    self.entry = entry
    self.scheme = scheme
    var stream = RandomStream(seed: seed, name: name ?? entry.name)
    if let threads { stream.threads = threads }
    self.stream = stream
  }

  /// Draws the whole tensor, handing out consecutive pieces in the framework's order.
  ///
  /// - Parameter consume: Takes a piece; the buffer is valid during the call only.
  func forEachPiece(
    _ consume: (UnsafeBufferPointer<Float>) throws(OnsetError) -> Void
  ) throws(OnsetError) {
    let count = entry.shape.count
    let granularity = try scheme.granularity(for: entry.shape, layout: entry.layout)
    let piece = max(granularity, Self.pieceSize / max(1, granularity) * granularity)
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: min(count, piece))
    defer { buffer.deallocate() }
    for start in stride(from: 0, to: count, by: piece) {
      let part = UnsafeMutableBufferPointer(rebasing: buffer[..<min(piece, count - start)])
      do {
        try scheme.fill(
          part, from: start, shape: entry.shape, layout: entry.layout, stream: stream)
      } catch {
        throw error.within(entry.name.text)
      }
      try consume(UnsafeBufferPointer(part))
    }
  }

  /// Draws the whole tensor into one array, in the framework's order.
  func values() throws(OnsetError) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(entry.shape.count)
    try forEachPiece { (piece) throws(OnsetError) in values += piece }
    return values
  }
}
