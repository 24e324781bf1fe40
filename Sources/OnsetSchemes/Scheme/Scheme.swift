public import OnsetCore
public import OnsetRandom

/// Any rule of this module as one value: what a plan holds per tensor, and what a recipe spells out.
///
/// ```swift
/// let scheme: Scheme = .heNormal()
/// try scheme.expectation(for: [64, 32], layout: .linear).standardDeviation   // 0.25
/// ```
///
/// Its coded form is a word, or a map with the scheme's name and its numbers; see ``SchemeCatalog``.
public indirect enum Scheme: Hashable, Sendable {
  /// The same number everywhere.
  case constant(Constant)
  /// A multiple of the identity matrix.
  case identity(Identity)
  /// A convolution that copies its input.
  case dirac(Dirac)
  /// Uniform draws between two numbers.
  case uniform(Uniform)
  /// Normal draws.
  case normal(Normal)
  /// Normal draws without tails.
  case truncatedNormal(TruncatedNormal)
  /// Draws whose variance is a constant over a fan.
  case varianceScaling(VarianceScaling)
  /// Random orthogonal matrices.
  case orthogonal(Orthogonal)
  /// Random orthogonal matrices at the centre of a convolution.
  case deltaOrthogonal(DeltaOrthogonal)
  /// A few connections per unit.
  case sparse(Sparse)
  /// Sine waves.
  case sinusoidal(Sinusoidal)
  /// Another scheme without a share of its rows' means.
  case rowCentred(RowCentred)
  /// Another scheme's matrix beside its own negative.
  case mirrored(Mirrored)
  /// Another scheme times a number.
  case scaled(Scaled)
  /// A scheme for each packed part.
  case blockwise(Blockwise)

  /// The rule that this scheme wraps.
  public var initializer: any Initializer {
    switch self {
    case .constant(let rule): rule
    case .identity(let rule): rule
    case .dirac(let rule): rule
    case .uniform(let rule): rule
    case .normal(let rule): rule
    case .truncatedNormal(let rule): rule
    case .varianceScaling(let rule): rule
    case .orthogonal(let rule): rule
    case .deltaOrthogonal(let rule): rule
    case .sparse(let rule): rule
    case .sinusoidal(let rule): rule
    case .rowCentred(let rule): rule
    case .mirrored(let rule): rule
    case .scaled(let rule): rule
    case .blockwise(let rule): rule
    }
  }

  /// Whether elements of one row are uncorrelated, as centring rows assumes.
  var hasUncorrelatedElements: Bool {
    switch self {
    case .constant, .uniform, .normal, .truncatedNormal, .varianceScaling, .orthogonal: true
    case .scaled(let rule): rule.base.hasUncorrelatedElements
    case .identity, .dirac, .deltaOrthogonal, .sparse, .sinusoidal, .rowCentred, .mirrored,
      .blockwise:
      false
    }
  }
}

extension Scheme: Initializer {
  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try initializer.expectation(for: shape, layout: layout)
  }

  /// How many consecutive elements have to be drawn together.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int {
    try initializer.granularity(for: shape, layout: layout)
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    try initializer.fill(values, from: offset, shape: shape, layout: layout, stream: stream)
  }
}
