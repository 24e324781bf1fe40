import OnsetCore
import OnsetRandom
import OnsetSchemes

extension Initializer {
  /// All elements of a weight, drawn at once.
  func values(
    _ shape: Shape, _ layout: WeightLayout, seed: UInt64 = 7, name: ParameterName = "w"
  ) throws -> [Float] {
    try values(shape, layout, stream: RandomStream(seed: seed, name: name))
  }

  /// All elements of a weight, drawn at once from a stream.
  func values(_ shape: Shape, _ layout: WeightLayout, stream: RandomStream) throws -> [Float] {
    try values(shape, layout, stream: stream, chunk: max(1, shape.count))
  }

  /// All elements of a weight, drawn in chunks of a given size.
  func values(
    _ shape: Shape, _ layout: WeightLayout, stream: RandomStream, chunk: Int
  ) throws -> [Float] {
    // NaN marks elements that a rule forgets to write.
    var values = [Float](repeating: .nan, count: shape.count)
    try values.withUnsafeMutableBufferPointer { buffer in
      for start in stride(from: 0, to: buffer.count, by: chunk) {
        let part = UnsafeMutableBufferPointer(
          rebasing: buffer[start..<min(buffer.count, start + chunk)])
        try fill(part, from: start, shape: shape, layout: layout, stream: stream)
      }
    }
    return values
  }
}
