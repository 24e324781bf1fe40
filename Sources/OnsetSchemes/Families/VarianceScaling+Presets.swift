extension VarianceScaling {
  /// Var[w] = 2 / (fan-in + fan-out), normal: [Glorot & Bengio 2010].
  ///
  /// [Glorot & Bengio 2010]: https://proceedings.mlr.press/v9/glorot10a.html
  public static let glorotNormal = VarianceScaling(scale: 1, mode: .fanAverage)

  /// Var[w] = 2 / (fan-in + fan-out), uniform: [Glorot & Bengio 2010].
  ///
  /// [Glorot & Bengio 2010]: https://proceedings.mlr.press/v9/glorot10a.html
  public static let glorotUniform = VarianceScaling(
    scale: 1, mode: .fanAverage, distribution: .uniform)

  /// PyTorch's name of ``glorotNormal``.
  public static let xavierNormal = glorotNormal

  /// PyTorch's name of ``glorotUniform``.
  public static let xavierUniform = glorotUniform

  /// Var[w] = 1 / fan-in, normal: [LeCun, Bottou, Orr & Müller 1998].
  ///
  /// [LeCun, Bottou, Orr & Müller 1998]: https://doi.org/10.1007/3-540-49430-8_2
  public static let leCunNormal = VarianceScaling(scale: 1, mode: .fanIn)

  /// Var[w] = 1 / fan-in, uniform: [LeCun, Bottou, Orr & Müller 1998].
  ///
  /// [LeCun, Bottou, Orr & Müller 1998]: https://doi.org/10.1007/3-540-49430-8_2
  public static let leCunUniform = VarianceScaling(scale: 1, mode: .fanIn, distribution: .uniform)

  /// Var[w] = 2 / ((1 + a²) · fan), normal, for (leaky) rectifiers: [He, Zhang, Ren & Sun 2015].
  ///
  /// [He, Zhang, Ren & Sun 2015]: https://doi.org/10.1109/ICCV.2015.123
  ///
  /// - Parameters:
  ///   - mode: Which fan; the fan-in keeps signals, the fan-out gradients.
  ///   - negativeSlope: a, the rectifier's slope below zero; 0 for ReLU.
  public static func heNormal(mode: FanMode = .fanIn, negativeSlope: Double = 0) -> VarianceScaling
  {
    VarianceScaling(scale: heScale(negativeSlope), mode: mode)
  }

  /// Var[w] = 2 / ((1 + a²) · fan), uniform, for (leaky) rectifiers: [He, Zhang, Ren & Sun 2015].
  ///
  /// [He, Zhang, Ren & Sun 2015]: https://doi.org/10.1109/ICCV.2015.123
  ///
  /// - Parameters:
  ///   - mode: Which fan; the fan-in keeps signals, the fan-out gradients.
  ///   - negativeSlope: a, the rectifier's slope below zero; 0 for ReLU.
  public static func heUniform(mode: FanMode = .fanIn, negativeSlope: Double = 0) -> VarianceScaling
  {
    VarianceScaling(scale: heScale(negativeSlope), mode: mode, distribution: .uniform)
  }

  /// PyTorch's name of ``heNormal(mode:negativeSlope:)``.
  public static func kaimingNormal(
    mode: FanMode = .fanIn, negativeSlope: Double = 0
  ) -> VarianceScaling { heNormal(mode: mode, negativeSlope: negativeSlope) }

  /// PyTorch's name of ``heUniform(mode:negativeSlope:)``.
  public static func kaimingUniform(
    mode: FanMode = .fanIn, negativeSlope: Double = 0
  ) -> VarianceScaling { heUniform(mode: mode, negativeSlope: negativeSlope) }

  /// The same rule with all draws multiplied by a gain, as `gain` does in PyTorch.
  public func multiplied(byGain gain: Double) -> VarianceScaling {
    VarianceScaling(scale: scale * gain * gain, mode: mode, distribution: distribution)
  }

  /// The inverse of E[φ(z)²] for a leaky rectifier φ and a standard normal z.
  static func heScale(_ negativeSlope: Double) -> Double { 2 / (1 + negativeSlope * negativeSlope) }
}
