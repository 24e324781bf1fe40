import OnsetCore

extension VarianceScaling {
  /// Reads the rule, or one of its presets, from its written form.
  init(form: SchemeForm) throws(OnsetError) {
    switch form.description.name {
    case "glorotNormal": self = .glorotNormal.multiplied(byGain: try form.number("gain"))
    case "glorotUniform": self = .glorotUniform.multiplied(byGain: try form.number("gain"))
    case "leCunNormal": self = .leCunNormal.multiplied(byGain: try form.number("gain"))
    case "leCunUniform": self = .leCunUniform.multiplied(byGain: try form.number("gain"))
    case "heNormal":
      self = .heNormal(
        mode: try form.word("mode", FanMode.self), negativeSlope: try form.number("negativeSlope"))
    case "heUniform":
      self = .heUniform(
        mode: try form.word("mode", FanMode.self), negativeSlope: try form.number("negativeSlope"))
    default:
      self.init(
        scale: try form.number("scale"), mode: try form.word("mode", FanMode.self),
        distribution: try form.word("distribution", Distribution.self))
    }
  }

  /// The written form, by the name of a preset where one gives exactly this rule.
  var form: (name: String, arguments: [String: SchemeArgument]) {
    if self == .glorotNormal { return ("glorotNormal", [:]) }
    if self == .glorotUniform { return ("glorotUniform", [:]) }
    if self == .leCunNormal { return ("leCunNormal", [:]) }
    if self == .leCunUniform { return ("leCunUniform", [:]) }
    if let slope = heSlope, distribution == .normal || distribution == .uniform {
      return (
        distribution == .normal ? "heNormal" : "heUniform",
        ["mode": .word(mode.rawValue), "negativeSlope": .number(slope)]
      )
    }
    return (
      "varianceScaling",
      [
        "scale": .number(scale), "mode": .word(mode.rawValue),
        "distribution": .word(distribution.rawValue),
      ]
    )
  }

  /// The slope of at most six decimals, below 1, with which He's rule has exactly this scale.
  private var heSlope: Double? {
    guard scale > 1, scale <= 2 else { return nil }
    let slope = ((2 / scale - 1).squareRoot() * 1e6).rounded() / 1e6
    return Self.heScale(slope) == scale ? slope : nil
  }
}
