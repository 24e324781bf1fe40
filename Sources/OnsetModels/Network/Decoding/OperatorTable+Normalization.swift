import OnsetCore

extension OperatorTable {
  /// Normalizations and the softmax.
  static let normalization: [String: Row] = [
    "BatchNormalization": { node throws(OnsetError) in
      // Before opset 14 a node in training mode is told by its extra outputs only.
      let isTraining = try node.flag("training_mode", default: node.outputCount > 1)
      return DecodedOperation(
        .batchNormalization(
          epsilon: try node.real("epsilon", default: 1e-5),
          momentum: try node.real("momentum", default: 0.9), isTraining: isTraining))
    },
    "LayerNormalization": { node throws(OnsetError) in
      DecodedOperation(
        .layerNormalization(
          axis: try node.integer("axis", default: -1),
          epsilon: try node.real("epsilon", default: 1e-5)))
    },
    "RMSNormalization": rms, "SimplifiedLayerNormalization": rms,
    "InstanceNormalization": { node throws(OnsetError) in
      DecodedOperation(.instanceNormalization(epsilon: try node.real("epsilon", default: 1e-5)))
    },
    "GroupNormalization": { node throws(OnsetError) in
      guard let groups = try node.integer("num_groups"), groups >= 1 else {
        throw node.error("GroupNormalization needs a positive num_groups")
      }
      return DecodedOperation(
        .groupNormalization(groups: groups, epsilon: try node.real("epsilon", default: 1e-5)))
    },
    "LRN": { node throws(OnsetError) in
      DecodedOperation(
        .localResponseNormalization(
          alpha: try node.real("alpha", default: 1e-4), beta: try node.real("beta", default: 0.75),
          bias: try node.real("bias", default: 1), size: try node.integer("size", default: 1)))
    },
    "LpNormalization": { node throws(OnsetError) in
      DecodedOperation(
        .lpNormalization(
          axis: try node.integer("axis", default: -1), order: try node.integer("p", default: 2)))
    },
    "MeanVarianceNormalization": { node throws(OnsetError) in
      DecodedOperation(.meanVarianceNormalization(axes: try node.integers("axes") ?? [0, 2, 3]))
    },
    "Softmax": softmax(isLogarithmic: false), "LogSoftmax": softmax(isLogarithmic: true),
    "Hardmax": { node throws(OnsetError) in
      // Before opset 13 the axes from the given one on were taken as one.
      guard node.opset >= 13 else { return DecodedOperation(.unknown(domain: "", type: "Hardmax")) }
      return DecodedOperation(.hardmax(axis: try node.integer("axis", default: -1)))
    },
    "NegativeLogLikelihoodLoss": crossEntropy(takesScores: false),
    "SoftmaxCrossEntropyLoss": crossEntropy(takesScores: true),
  ]

  private static let rms: Row = { node throws(OnsetError) in
    DecodedOperation(
      .rmsNormalization(
        axis: try node.integer("axis", default: -1),
        epsilon: try node.real("epsilon", default: 1e-5)))
  }

  private static func crossEntropy(takesScores: Bool) -> Row {
    { node throws(OnsetError) in
      DecodedOperation(
        .crossEntropy(
          takesScores: takesScores, reduction: try node.text("reduction", default: "mean"),
          ignoredClass: try node.integer("ignore_index")))
    }
  }

  /// The default axis moved from 1 to the last at opset 13.
  private static func softmax(isLogarithmic: Bool) -> Row {
    { node throws(OnsetError) in
      let axis = try node.integer("axis", default: node.opset < 13 ? 1 : -1)
      return DecodedOperation(.softmax(axis: axis, isLogarithmic: isLogarithmic))
    }
  }
}
