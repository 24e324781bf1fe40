/// The rules that `onset check` applies, in the order in which findings of one severity are reported:
/// broken files first, then signals, then single layers.
enum Rules {
  static let all: [any Rule] = [
    NotFinite(), SymmetricUnits(), DuplicateTensor(), UnaccountedTensor(), VanishingForward(),
    ExplodingForward(), VanishingGradient(), ExplodingGradient(), CorrelationCollapse(), Chaotic(),
    RankCollapse(), ResidualGrowth(), Saturation(), DeadUnits(), UnnormalizedInput(), RandomBias(),
    HotHead(), EmbeddingScale(), WrongFan(), RecurrentSpectrum(), ForgetBias(), FiniteWidth(),
    LowPrecisionRange(),
  ]
}
