public import OnsetCore
public import OnsetRandom

/// A rule of its own for each packed part of a weight.
///
/// ```swift
/// // A recurrent bias that lets the cell remember: Jozefowicz, Zaremba & Sutskever 2015.
/// let bias = Blockwise(["forget": .ones], otherwise: .zeros)
/// ```
///
/// Each part is filled as a weight of its own, from the substream of its name.
public struct Blockwise: Initializer {
  /// The rules by the part's name, as `WeightLayout.Part.name` has it.
  public var parts: [String: Scheme]
  /// The rule of all other parts.
  public var otherwise: Scheme

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - parts: The rules by the part's name; every name has to occur in the layout.
  ///   - otherwise: The rule of all other parts.
  public init(_ parts: [String: Scheme], otherwise: Scheme) {
    self.parts = parts
    self.otherwise = otherwise
  }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for part in try packedParts(of: shape, layout: layout).parts {
      let expected = try scheme(of: part).expectation(for: part.shape, layout: part.layout)
      let elements = Double(part.shape.count)
      sum += elements * expected.mean
      squares += elements * expected.secondMoment
      count += elements
    }
    let mean = sum / max(1, count)
    let variance = max(0, squares / max(1, count) - mean * mean)
    return Expectation(mean: mean, standardDeviation: variance.squareRoot())
  }

  /// How many consecutive elements have to be drawn together.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int {
    var largest = 1
    for part in try packedParts(of: shape, layout: layout).parts {
      largest = max(largest, try scheme(of: part).granularity(for: part.shape, layout: part.layout))
    }
    guard largest > 1 else { return 1 }
    let copies = layout.axes.first == .stack ? max(1, shape[0]) : 1
    return max(1, shape.count / copies)
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    let packed = try packedParts(of: shape, layout: layout)
    let granularity = try granularity(for: shape, layout: layout)
    shape.requireRange(of: values.count, from: offset, granularity: granularity)
    let range = offset..<offset + values.count
    guard granularity > 1 else {
      return try packed.forEachRun(in: range) { run throws(OnsetError) in
        let target = UnsafeMutableBufferPointer(rebasing: values[run.range.shifted(by: -offset)])
        try fill(target, from: run.indexInPart, part: packed.parts[run.part], stream: stream)
      }
    }
    for (index, part) in packed.parts.enumerated() {
      try fill(values, range: range, packed: packed, part: index, of: part, stream: stream)
    }
  }

  /// Fills one part in memory of its own and copies it to where its elements lie.
  private func fill(
    _ values: UnsafeMutableBufferPointer<Float>, range: Range<Int>, packed: PackedParts,
    part index: Int, of part: PackedPart, stream: RandomStream
  ) throws(OnsetError) {
    var runs: [PackedRun] = []
    packed.forEachRun(in: range) { if $0.part == index { runs.append($0) } }
    guard let start = runs.first?.indexInPart else { return }
    let drawn = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: runs.reduce(0) { $0 + $1.range.count })
    defer { drawn.deallocate() }
    try fill(drawn, from: start, part: part, stream: stream)
    for run in runs {
      for (step, target) in run.range.shifted(by: -range.lowerBound).enumerated() {
        values[target] = drawn[run.indexInPart - start + step]
      }
    }
  }

  private func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, part: PackedPart,
    stream: RandomStream
  ) throws(OnsetError) {
    try scheme(of: part).fill(
      values, from: offset, shape: part.shape, layout: part.layout,
      stream: stream.substream(part.name))
  }

  private func scheme(of part: PackedPart) -> Scheme { parts[part.name] ?? otherwise }

  private func packedParts(
    of shape: Shape, layout: WeightLayout
  ) throws(OnsetError) -> PackedParts {
    let names = layout.parts.map(\.name)
    for name in parts.keys.sorted() where !names.contains(name) {
      throw OnsetError(
        .invalidPlan, "the weight has no packed part '\(name)'",
        fix: names.isEmpty
          ? "it is not packed at all" : "its parts are \(names.joined(separator: ", "))")
    }
    return try PackedParts(of: shape, layout: layout)
  }
}

extension Range<Int> {
  /// The same range, moved.
  func shifted(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
