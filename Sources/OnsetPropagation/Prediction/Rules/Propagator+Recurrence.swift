import OnsetModels

/// Recurrent layers.
extension Propagator {
  func recurrent(_ node: Operator, _ attributes: RecurrentAttributes) -> [Signal] { [.unknown] }
}
