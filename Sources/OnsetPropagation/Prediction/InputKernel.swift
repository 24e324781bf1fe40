/// Measures what is fed to a network: the kernel of given numbers between samples and positions.
struct InputKernel {
  private let numbers: [Float]
  private let shape: [Int]

  init(_ numbers: [Float], shape: [Int]) {
    self.numbers = numbers
    self.shape = shape
  }

  /// The kernel of the numbers under the given meaning of their axes.
  ///
  /// - Complexity: O(sites² × features) listed; a bounded number of products a lag on a grid.
  func kernel(factors: AxisFactors, sites: Sites) -> Kernel {
    sites.isGrid ? gridKernel(factors, sites) : listedKernel(factors, sites)
  }

  /// Strides of samples, positions and features in the row-major numbers.
  private func offsets(_ factors: AxisFactors, _ sites: Sites) -> (
    sample: [Int], position: [Int], feature: [Int]
  ) {
    var samples = [0]
    var features = [0]
    var strides = [Int](repeating: 0, count: sites.extents.count)
    var stride = 1
    for factor in factors.flat.reversed() {
      switch factor {
      case .sample(let extent):
        samples = (0..<extent).map { $0 * stride }
      case .position(let axis, _): strides[axis] = stride
      case .feature(let extent):
        features = (0..<extent).flatMap { index in features.map { $0 + index * stride } }
      }
      stride *= factor.extent
    }
    let positions = sites.coordinates.map { place in
      zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (samples, positions, features)
  }

  private func listedKernel(_ factors: AxisFactors, _ sites: Sites) -> Kernel {
    let (samples, positions, features) = offsets(factors, sites)
    let chosen = (0..<sites.representatives).map {
      samples[min(samples.count - 1, $0 * samples.count / max(1, sites.representatives))]
    }
    let bases = chosen.flatMap { sample in positions.map { sample + $0 } }
    let rows = bases.map { base in features.map { Double(numbers[base + $0]) } }
    var kernel = Kernel(zeroAt: sites)
    let scale = 1 / Double(max(1, features.count))
    for i in rows.indices {
      kernel.mean[i] = rows[i].reduce(0, +) * scale
      for j in 0...i {
        var sum = 0.0
        for f in features.indices { sum += rows[i][f] * rows[j][f] }
        kernel.pairs[i * rows.count + j] = sum * scale
        kernel.pairs[j * rows.count + i] = sum * scale
      }
      kernel.own[i] = kernel.pairs[i * rows.count + i]
    }
    return kernel
  }

  /// Products at up to `budget` places a lag, walked in a fixed irregular order.
  private func gridKernel(_ factors: AxisFactors, _ sites: Sites) -> Kernel {
    let (samples, positions, features) = offsets(factors, sites)
    var kernel = Kernel(zeroAt: sites)
    let measured = TensorStatistics(measuring: numbers)
    kernel.own = [measured.secondMoment]
    kernel.mean = [measured.mean]
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, bound)))
    }
    let extents = sites.extents
    let total = samples.count * positions.count * features.count
    kernel.forEachLag { index, lag in
      let distance = lag.reduce(0, +)
      let budget = min(total, distance <= 4 ? 8192 : 256)
      var same = 0.0
      var different = 0.0
      for _ in 0..<budget {
        var (left, right) = (0, 0)
        for axis in extents.indices {
          let start = draw(extents[axis] - lag[axis])
          left = left * extents[axis] + start
          right = right * extents[axis] + start + lag[axis]
        }
        let feature = features[draw(features.count)]
        let sample = draw(samples.count)
        let other = (sample + 1 + draw(samples.count - 1)) % samples.count
        let value = Double(numbers[samples[sample] + positions[left] + feature])
        same += value * Double(numbers[samples[sample] + positions[right] + feature])
        different += value * Double(numbers[samples[other] + positions[right] + feature])
      }
      kernel.pairs[index] = same / Double(budget)
      kernel.pairs[sites.positions + index] = different / Double(budget)
    }
    kernel.copyOwnToDiagonal()
    return kernel
  }
}
