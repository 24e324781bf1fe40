extension ParameterRole {
  /// The role as a user would say it.
  public var words: String {
    switch self {
    case .kernel: "kernel"
    case .bias: "bias"
    case .normScale: "norm scale"
    case .normShift: "norm shift"
    case .runningMean: "running mean"
    case .runningVariance: "running var"
    case .embedding: "embedding"
    case .positionalTable: "positions"
    case .recurrentInputKernel: "input kernel"
    case .recurrentHiddenKernel: "hidden kernel"
    case .recurrentInputBias: "input bias"
    case .recurrentHiddenBias: "hidden bias"
    case .recurrentState: "first state"
    case .slope: "slope"
    case .branchScale: "branch scale"
    case .scalar: "scalar"
    case .unrecognized: "unrecognized"
    case .unused: "unused"
    }
  }
}
