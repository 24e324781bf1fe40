import OnsetModels

/// Gradients back through time, with their covariances between times.
struct RecurrentPullback {
  private let layer: RecurrentKernel
  /// Gradient kernels at the hidden states, at the states, and between the two.
  private var hidden: PairTable
  private var states: PairTable
  private var cross: PairTable
  private var input: PairTable

  /// Runs the layer backward.
  init(_ layer: RecurrentKernel, gradient: Kernel) {
    self.layer = layer
    hidden = PairTable(gradient)
    let count = gradient.sites.count
    states = PairTable(count: count)
    cross = PairTable(count: count)
    input = PairTable(count: count)
    for t in (0..<layer.steps).reversed() {
      for other in (0...t).reversed() {
        for left in 0..<layer.samples {
          for right in 0..<layer.samples where other < t || right <= left {
            retreat(layer.site(left, t), layer.site(right, other))
          }
        }
      }
    }
  }

  /// The gradient kernel at the layer's input.
  var inputGradient: Kernel { input.kernel(at: layer.input.sites) }

  /// One pair of sites whose later ones are known.
  private mutating func retreat(_ i: Int, _ j: Int) {
    let isLSTM = layer.attributes.cell == .lstm
    let own =
      hidden[i, j] * (isLSTM ? layer.outputGate.product(i, j) * layer.cell.slope(i, j) : 1)
    let (nextI, nextJ) = (layer.after(i), layer.after(j))
    let throughJ = nextJ.map { layer.forgetMean($0) * cross[i, $0] } ?? 0
    let throughI = nextI.map { layer.forgetMean($0) * cross[j, $0] } ?? 0
    cross[i, j] = own + throughJ
    cross[j, i] = own + throughI
    var state = own + throughI + throughJ
    if let nextI, let nextJ { state += layer.retained(nextI, nextJ) * states[nextI, nextJ] }
    states.set(i, j, state)
    spread(i, j, state)
  }

  /// From the state's gradient to the gates' inputs, the layer's input and the state before.
  private mutating func spread(_ i: Int, _ j: Int, _ state: Double) {
    let size = Double(layer.attributes.hiddenSize)
    var toInput = 0.0
    var toHidden = 0.0
    func add(_ gate: GateStatistics, _ gradient: Double) {
      toInput += size * gate.input * gradient
      toHidden += size * gate.hidden * gradient
    }
    let gates = layer.gates
    let fresh =
      state * layer.inputProduct(i, j) * layer.candidate.slope(i, j)
    switch layer.attributes.cell {
    case .rnn: add(gates[0], fresh)
    case .gru:
      let (a, b) = (layer.before(i), layer.before(j))
      let difference =
        layer.earlier(layer.states, i, j) + layer.candidate.product(i, j)
        - (a.map { layer.cross[$0, j] } ?? 0) - (b.map { layer.cross[$0, i] } ?? 0)
      add(gates[0], state * difference * layer.forget.slope(i, j))
      add(gates[1], fresh * layer.resetSide(i, j) * layer.second.slope(i, j))
      toInput += size * gates[2].input * fresh
      toHidden += size * gates[2].hidden * fresh * layer.second.product(i, j)
    case .lstm:
      add(gates[0], state * layer.candidate.product(i, j) * layer.second.slope(i, j))
      add(gates[1], hidden[i, j] * layer.cell.product(i, j) * layer.outputGate.slope(i, j))
      add(gates[2], state * layer.earlier(layer.states, i, j) * layer.forget.slope(i, j))
      add(gates[3], fresh)
    }
    input.set(i, j, toInput)
    if let a = layer.before(i), let b = layer.before(j) {
      hidden.set(a, b, hidden[a, b] + toHidden)
    }
  }
}
