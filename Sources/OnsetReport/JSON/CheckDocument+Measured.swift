import OnsetPlanning
import OnsetPropagation

extension CheckDocument.Signals {
  /// What was measured around a layer; `nil` where nothing passed.
  init?(_ signals: MeasuredSignals) {
    guard signals.output != nil || signals.input != nil else { return nil }
    self.init(
      input: signals.input.flatMap(CheckDocument.Signal.init),
      output: signals.output.flatMap(CheckDocument.Signal.init),
      outputGradient: signals.outputGradient.flatMap(CheckDocument.Gradient.init),
      weightGradient: signals.weightGradient.flatMap(CheckDocument.Gradient.init))
  }
}

extension CheckDocument.Signal {
  fileprivate init?(_ moments: MeasuredMoments) {
    guard let mean = Estimate(moments.mean), let square = Estimate(moments.secondMoment) else {
      return nil
    }
    self.init(mean: mean, secondMoment: square)
  }
}

extension CheckDocument.Gradient {
  fileprivate init?(_ moments: MeasuredMoments) {
    guard let square = Estimate(moments.secondMoment) else { return nil }
    self.init(secondMoment: square)
  }
}

extension Estimate {
  /// A measured number; `nil` where it is not finite, which JSON cannot say.
  fileprivate init?(_ measured: SeedMean) {
    guard measured.mean.isFinite else { return nil }
    self.init(measured.mean, standardError: measured.standardError)
  }
}
