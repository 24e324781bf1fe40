public import OnsetCore
public import OnsetModels
import OnsetRandom
public import OnsetTensor

/// What a measurement feeds to the inputs and multiplies the outputs with.
public struct MeasurementFeed: Sendable {
  /// By input name.
  public var inputs: [String: Tensor]
  /// By output name; an output without one does not count.
  public var cotangents: [String: Tensor]

  /// Completes what a user gave: standard normal numbers, or tokens uniform over the vocabulary, at the
  /// inputs; standard normal cotangents at the floating-point outputs.
  ///
  /// - Parameters:
  ///   - network: The graph, with known shapes of inputs and outputs.
  ///   - inputs: What is given, by input name.
  ///   - cotangents: What is given, by output name.
  ///   - seed: The seed of what is drawn; streams are named after the values.
  /// - Throws: `OnsetError` where a shape is not known or memory does not suffice.
  public init(
    for network: Network, inputs: [String: Tensor] = [:], cotangents: [String: Tensor] = [:],
    seed: UInt64 = 0
  ) throws {
    self.inputs = inputs
    self.cotangents = cotangents
    for id in network.inputs where inputs[network.values[id].name] == nil {
      let value = network.values[id]
      let shape = try Self.shape(of: value)
      self.inputs[value.name] =
        value.dtype?.isFloatingPoint ?? true
        ? try .standardNormal(shape, seed: seed, name: value.name)
        : try .uniformTokens(
          shape, vocabulary: network.vocabulary(of: id), seed: seed, name: value.name)
    }
    for id in network.outputs where cotangents[network.values[id].name] == nil {
      let value = network.values[id]
      guard value.dtype?.isFloatingPoint ?? true else { continue }
      self.cotangents[value.name] = try .standardNormal(
        try Self.shape(of: value), seed: seed, name: "cotangent of " + value.name)
    }
  }

  private static func shape(of value: Value) throws -> Shape {
    let extents = value.dimensions?.compactMap { $0 }
    guard let extents, extents.count == value.dimensions?.count else {
      throw OnsetError(
        .shapeMismatch, "the shape of '\(value.name)' is not known",
        fix: "give the inputs' shapes with --input-shape NAME=… or --batch N")
    }
    return try Shape(checking: extents)
  }
}

extension Tensor {
  /// Independent standard normal numbers.
  fileprivate static func standardNormal(
    _ shape: Shape, seed: UInt64, name: String
  ) throws -> Tensor {
    let stream = RandomStream(seed: seed, name: ParameterName(name))
    let numbers = [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
      stream.fillNormal(.init(rebasing: buffer[..<shape.count]), standardDeviation: 1)
      count = shape.count
    }
    return try Tensor(numbers, shape: shape)
  }

  /// Independent whole numbers, uniform from 0 to below `vocabulary`.
  fileprivate static func uniformTokens(
    _ shape: Shape, vocabulary: Int, seed: UInt64, name: String
  ) throws -> Tensor {
    let stream = RandomStream(seed: seed, name: ParameterName(name))
    let tokens = (0..<shape.count).map { index in
      Int64(UInt64(stream.word(at: index)) * UInt64(vocabulary) >> 32)
    }
    return try Tensor(tokens, shape: shape)
  }
}

extension Network {
  /// How many different tokens an integer input may hold: the rows of the smallest table that it looks
  /// up, or 2 where it looks up none, as for a mask.
  fileprivate func vocabulary(of input: ValueID) -> Int {
    var sources: Set<ValueID> = [input]
    var smallest: Int?
    for node in operators {
      switch node.operation {
      case .cast, .identity, .reshape, .flatten, .squeeze, .unsqueeze, .transpose:
        if let value = node.input(0), sources.contains(value), let result = node.output(0) {
          sources.insert(result)
        }
      case .gather(let axis):
        guard let indices = node.input(1), sources.contains(indices), let table = node.input(0),
          let dimensions = values[table].dimensions,
          let rows = dimensions[axis < 0 ? axis + dimensions.count : axis]
        else { continue }
        smallest = min(smallest ?? rows, rows)
      default: continue
      }
    }
    return max(1, smallest ?? 2)
  }
}
