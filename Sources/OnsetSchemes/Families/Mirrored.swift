public import OnsetCore
public import OnsetRandom

/// Another rule's matrix A, beside its own negative: units in pairs that see opposite signals.
///
/// ```
/// outputs   [ A; −A]           the next activation gets u in one half of the units and −u in the other
/// inputs    [ A, −A]           a map that reads such pairs: A·(φ(u) − φ(−u))
/// both      [ A, −A; −A, A]
/// ```
///
/// A map with mirrored inputs behind one with mirrored outputs passes on the odd part of the activation
/// alone. For ReLU, leaky ReLU, GELU, SiLU, softplus and hard-swish, φ(u) − φ(−u) is linear: with an
/// orthogonal A the network starts as an isometry of any depth, signal, gradient and the angles between
/// inputs kept, although every unit is as nonlinear as ever. [Balduzzi et al. 2017] found this “looks
/// linear” start for ReLU, and that it trains plain networks of hundreds of layers.
///
/// A is drawn for the halved matrix, so that fans and gains of the base count half the units.
///
/// [Balduzzi et al. 2017]: https://arxiv.org/abs/1702.08591
public struct Mirrored: Initializer {
  /// The rule that draws A.
  public var base: Scheme
  /// What comes in pairs.
  public var units: Units

  /// The axes of which the second half is the negative of the first.
  public enum Units: String, Hashable, Sendable, CaseIterable {
    case outputs, inputs, both
  }

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - base: The rule that draws A.
  ///   - units: What comes in pairs.
  public init(_ base: Scheme, units: Units = .both) {
    self.base = base
    self.units = units
  }

  /// The mean and standard deviation of the elements: every mean cancels.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    let halves = try Halves(of: shape, layout: layout, units)
    let expected = try base.expectation(for: halves.shape, layout: layout)
    return Expectation(mean: 0, standardDeviation: expected.secondMoment.squareRoot())
  }

  /// The whole tensor is drawn together.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int {
    _ = try Halves(of: shape, layout: layout, units)
    return max(1, shape.count)
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    shape.requireRange(
      of: values.count, from: offset, granularity: try granularity(for: shape, layout: layout))
    guard !values.isEmpty else { return }
    let halves = try Halves(of: shape, layout: layout, units)
    let quarter = UnsafeMutableBufferPointer<Float>.allocate(capacity: halves.shape.count)
    defer { quarter.deallocate() }
    try base.fill(quarter, from: 0, shape: halves.shape, layout: layout, stream: stream)
    for index in values.indices {
      let place = halves.place(of: offset + index)
      values[index] = place.isNegated ? -quarter[place.index] : quarter[place.index]
    }
  }
}

/// Where the elements of a mirrored tensor come from.
private struct Halves {
  /// The shape of A.
  let shape: Shape
  private let full: Shape
  private let output: Int?
  private let input: Int?

  /// Fails where an axis is missing or odd, or the tensor is no single matrix.
  init(of shape: Shape, layout: WeightLayout, _ units: Mirrored.Units) throws(OnsetError) {
    guard layout.axes.count == shape.rank, layout.groups == 1, layout.parts.isEmpty,
      !layout.axes.contains(.stack)
    else {
      throw OnsetError(
        .unsupported, "grouped, packed and stacked weights cannot be mirrored",
        fix: "use the base scheme for them")
    }
    output = units == .inputs ? nil : layout.axes.firstIndex(of: .output)
    input = units == .outputs ? nil : layout.axes.firstIndex(of: .input)
    var dimensions = shape.dimensions
    for (axis, name, other) in [
      (output, "outputs", Mirrored.Units.inputs), (input, "inputs", .outputs),
    ] where units != other {
      guard let axis, dimensions[axis] % 2 == 0 else {
        throw OnsetError(
          .shapeMismatch, "a weight of shape \(shape) has no even number of \(name) to mirror",
          fix: "use the base scheme for it")
      }
      dimensions[axis] /= 2
    }
    full = shape
    self.shape = Shape(dimensions)
  }

  /// The element of A that an element is, and whether its sign is turned.
  func place(of index: Int) -> (index: Int, isNegated: Bool) {
    var rest = index
    var result = 0
    var scale = 1
    var isNegated = false
    for axis in stride(from: full.rank - 1, through: 0, by: -1) {
      var coordinate = rest % full[axis]
      rest /= full[axis]
      if axis == output || axis == input, coordinate >= shape[axis] {
        coordinate -= shape[axis]
        isNegated.toggle()
      }
      result += coordinate * scale
      scale *= shape[axis]
    }
    return (result, isNegated)
  }
}
