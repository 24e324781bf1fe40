import OnsetCore
import OnsetModels

/// What the rows of a weight's blocks look like.
struct MatrixProfile {
  private(set) var blocks: [WeightProfile.Block] = []
  /// Whether all rows of every block are equal.
  private(set) var hasEqualUnits = false
  /// The common gain where every block has orthogonal rows or columns.
  private(set) var orthogonalGain: Double?

  /// Rows or columns that are compared with each other to tell whether a matrix is orthogonal.
  private static let sampledLines = 6
  /// Scalar products of float32 rows of length one, and the spread of their lengths.
  private static let orthogonalTolerance = 1e-4

  /// Looks at the matrices of a parameter; nothing is known of a vector or a table.
  init(_ elements: [Float], _ parameter: Parameter) {
    if let use = parameter.primaryUse, use.layout.axes.last == .feature,
      elements.count == parameter.shape.dimensions.last
    {
      blocks = Self.parts(of: use.layout, elements)
    }
    guard let use = parameter.primaryUse, use.layout.axes.contains(.output),
      use.layout.axes.contains(.input), use.layout.axes.count == parameter.shape.rank,
      let matrices = try? use.layout.blocks(of: parameter.shape),
      elements.count == parameter.shape.count
    else { return }
    blocks = matrices.map {
      Self.profile($0.name, rows: $0.rowOffsets, columns: $0.columnOffsets, elements)
    }
    hasEqualUnits =
      matrices.contains { $0.rows > 1 } && matrices.allSatisfy { Self.hasEqualRows($0, elements) }
    let gains = matrices.map { Self.gain(of: $0, elements) }
    if let first = gains.first ?? nil,
      gains.allSatisfy({ $0.map { abs($0 / first - 1) < Self.orthogonalTolerance } ?? false })
    {
      orthogonalGain = first
    }
  }

  /// The packed parts of a vector, such as the biases of gates.
  private static func parts(
    of layout: WeightLayout, _ elements: [Float]
  ) -> [WeightProfile.Block] {
    var start = 0
    return layout.parts.compactMap { part in
      defer { start += part.extent }
      guard start + part.extent <= elements.count else { return nil }
      return profile(part.name, rows: Array(start..<start + part.extent), columns: [0], elements)
    }
  }

  private static func profile(
    _ name: String, rows: [Int], columns: [Int], _ elements: [Float]
  ) -> WeightProfile.Block {
    var sum = 0.0
    var squares = 0.0
    for row in rows {
      for column in columns {
        let value = Double(elements[row + column])
        sum += value
        squares += value * value
      }
    }
    let count = Double(max(1, rows.count * columns.count))
    return WeightProfile.Block(
      name: name, mean: sum / count, secondMoment: squares / count, columns: columns.count)
  }

  private static func hasEqualRows(_ block: WeightBlock, _ elements: [Float]) -> Bool {
    guard let first = block.rowOffsets.first else { return true }
    return block.rowOffsets.dropFirst().allSatisfy { row in
      block.columnOffsets.allSatisfy { elements[row + $0] == elements[first + $0] }
    }
  }

  /// The gain of an orthogonal block, told from a few of its shorter side's lines.
  private static func gain(of block: WeightBlock, _ elements: [Float]) -> Double? {
    guard block.rows > 1, block.columns > 1 else { return nil }
    let isWide = block.rows <= block.columns
    let lines = (isWide ? block.rowOffsets : block.columnOffsets).prefix(sampledLines)
    let places = isWide ? block.columnOffsets : block.rowOffsets
    func product(_ left: Int, _ right: Int) -> Double {
      places.reduce(0.0) { $0 + Double(elements[left + $1]) * Double(elements[right + $1]) }
    }
    let length = product(lines[lines.startIndex], lines[lines.startIndex])
    guard length > 0 else { return nil }
    for (position, line) in lines.enumerated() {
      guard abs(product(line, line) / length - 1) < orthogonalTolerance,
        lines.dropFirst(position + 1).allSatisfy({
          abs(product(line, $0)) < orthogonalTolerance * length
        })
      else { return nil }
    }
    return length.squareRoot()
  }
}
