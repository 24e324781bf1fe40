public import OnsetCore

/// One use of a parameter: which operator reads it, as what, and how its axes are to be read.
public struct ParameterUse: Hashable, Sendable {
  /// The operator that finally consumes it, after views such as `Transpose`, `Slice` and `Concat`.
  public var consumer: Network.OperatorID
  /// The consumer's input position.
  public var position: Int
  /// What the consumer uses it as.
  public var role: ParameterRole
  /// The meaning of the *stored* tensor's axes for this use, with packed parts.
  public var layout: WeightLayout
  /// The part of the stored tensor that this use reads: a range of each axis.
  public var region: [Range<Int>]

  /// Makes a use.
  public init(
    consumer: Network.OperatorID, position: Int, role: ParameterRole, layout: WeightLayout,
    region: [Range<Int>]
  ) {
    self.consumer = consumer
    self.position = position
    self.role = role
    self.layout = layout
    self.region = region
  }
}

/// What a parameter is to the operator that uses it.
public enum ParameterRole: String, Hashable, Sendable, Codable {
  /// The weight of a linear map or convolution.
  case kernel
  /// What is added after a linear map or convolution.
  case bias
  /// A normalization's multiplier (γ).
  case normScale
  /// A normalization's offset (β).
  case normShift
  /// A normalization's running mean.
  case runningMean
  /// A normalization's running variance.
  case runningVariance
  /// A table that is looked up by index.
  case embedding
  /// A learned table added to a sequence, such as positions or class tokens.
  case positionalTable
  /// Input-to-hidden weights of a recurrent layer.
  case recurrentInputKernel
  /// Hidden-to-hidden weights of a recurrent layer.
  case recurrentHiddenKernel
  /// The bias added on a recurrent layer's input side.
  case recurrentInputBias
  /// The bias added on a recurrent layer's hidden side.
  case recurrentHiddenBias
  /// An initial hidden or cell state.
  case recurrentState
  /// The slope of a parametric rectifier.
  case slope
  /// A learned multiplier of a whole branch or of its channels, such as ReZero's or LayerScale's.
  case branchScale
  /// A number or small vector with no more special role.
  case scalar
  /// Read by an operator in a way that gives it no role known to Onset.
  case unrecognized
  /// Stored, but read by no operator.
  case unused
}
