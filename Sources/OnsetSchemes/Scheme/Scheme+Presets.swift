extension Scheme {
  /// Zero everywhere.
  public static let zeros = constant(0)
  /// One everywhere.
  public static let ones = constant(1)
  /// ``VarianceScaling/glorotNormal``.
  public static let glorotNormal = varianceScaling(.glorotNormal)
  /// ``VarianceScaling/glorotUniform``.
  public static let glorotUniform = varianceScaling(.glorotUniform)
  /// ``VarianceScaling/leCunNormal``.
  public static let leCunNormal = varianceScaling(.leCunNormal)
  /// ``VarianceScaling/leCunUniform``.
  public static let leCunUniform = varianceScaling(.leCunUniform)

  /// One number everywhere.
  public static func constant(_ value: Double) -> Scheme { .constant(Constant(value)) }

  /// ``VarianceScaling/heNormal(mode:negativeSlope:)``.
  public static func heNormal(mode: FanMode = .fanIn, negativeSlope: Double = 0) -> Scheme {
    varianceScaling(.heNormal(mode: mode, negativeSlope: negativeSlope))
  }

  /// ``VarianceScaling/heUniform(mode:negativeSlope:)``.
  public static func heUniform(mode: FanMode = .fanIn, negativeSlope: Double = 0) -> Scheme {
    varianceScaling(.heUniform(mode: mode, negativeSlope: negativeSlope))
  }

  /// A variance of `scale` over a fan.
  public static func varianceScaling(
    scale: Double, mode: FanMode = .fanIn, distribution: VarianceScaling.Distribution = .normal
  ) -> Scheme {
    varianceScaling(VarianceScaling(scale: scale, mode: mode, distribution: distribution))
  }

  /// Normal draws.
  public static func normal(mean: Double = 0, standardDeviation: Double) -> Scheme {
    normal(Normal(mean: mean, standardDeviation: standardDeviation))
  }

  /// Normal draws cut at deviations of the parent, with the stated deviation after the cut.
  public static func truncatedNormal(
    mean: Double = 0, standardDeviation: Double, bounds: ClosedRange<Double> = -2...2
  ) -> Scheme {
    truncatedNormal(
      TruncatedNormal(mean: mean, standardDeviation: standardDeviation, bounds: bounds))
  }

  /// Uniform draws between −bound and bound.
  public static func uniform(bound: Double) -> Scheme { uniform(Uniform(bound: bound)) }

  /// Random orthogonal matrices times a gain.
  public static func orthogonal(gain: Double = 1) -> Scheme { orthogonal(Orthogonal(gain: gain)) }

  /// Random orthogonal matrices at the centre of a convolution's window, times a gain.
  public static func deltaOrthogonal(gain: Double = 1) -> Scheme {
    deltaOrthogonal(DeltaOrthogonal(gain: gain))
  }

  /// A multiple of the identity matrix.
  public static func identity(gain: Double = 1) -> Scheme { identity(Identity(gain: gain)) }

  /// A convolution that copies its input.
  public static func dirac(gain: Double = 1) -> Scheme { dirac(Dirac(gain: gain)) }

  /// A scheme of its own for each packed part.
  public static func blockwise(_ parts: [String: Scheme], otherwise: Scheme) -> Scheme {
    blockwise(Blockwise(parts, otherwise: otherwise))
  }

  /// This scheme times a number.
  public func scaled(by factor: Double) -> Scheme { .scaled(Scaled(self, by: factor)) }

  /// This scheme without a share κ of what its rows' means contribute.
  public func rowCentred(share: Double = 1) -> Scheme {
    .rowCentred(RowCentred(self, share: share))
  }

  /// This scheme's matrix beside its own negative, so that units come in pairs.
  public func mirrored(_ units: Mirrored.Units = .both) -> Scheme {
    .mirrored(Mirrored(self, units: units))
  }
}
