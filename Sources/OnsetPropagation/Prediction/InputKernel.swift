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

  /// A sample that is spelled out stands for its share of the batch: the whole batch is averaged where
  /// two samples stand for all, and gives the size where a few do.
  private func listedKernel(_ factors: AxisFactors, _ sites: Sites) -> Kernel {
    let (samples, positions, features) = offsets(factors, sites)
    if sites.representatives == 2, samples.count > 2 {
      return exchangeableKernel(samples, positions, features, sites)
    }
    let chosen = (0..<sites.representatives).map {
      samples[min(samples.count - 1, $0 * samples.count / max(1, sites.representatives))]
    }
    let rows = chosen.flatMap { sample in
      positions.map { base in features.map { Double(numbers[sample + base + $0]) } }
    }
    var kernel = Kernel(zeroAt: sites)
    let scale = 1 / Double(max(1, features.count))
    for i in rows.indices {
      kernel.mean[i] = rows[i].reduce(0, +) * scale
      for j in 0...i {
        let product = Self.dot(rows[i], rows[j]) * scale
        kernel.pairs[i * rows.count + j] = product
        kernel.pairs[j * rows.count + i] = product
      }
      kernel.own[i] = kernel.pairs[i * rows.count + i]
    }
    let measured = kernel.averageOwn
    guard sites.representatives < samples.count, measured > 0 else { return kernel }
    return kernel.scaled(
      by: (TensorStatistics(measuring: numbers).secondMoment / measured).squareRoot())
  }

  /// The kernel between patches: products summed over taps, averaged over channels.
  func patchKernel(factors: AxisFactors, sites: Sites, taps: [AxisTaps]) -> Kernel {
    var image = sites
    image.extents = taps.map(\.inputs)
    let (samples, positions, features) = offsets(factors, image)
    var windows: [[Int?]] = [[0]]
    for (axis, window) in taps.enumerated() {
      // For each output along the axis and each tap, the input's place, or none in the padding.
      var along = [[Int?]](
        repeating: [Int?](repeating: nil, count: window.joins.count), count: window.outputs)
      for (tap, joins) in window.joins.enumerated() {
        for join in joins { along[join.output][tap] = join.input }
      }
      windows = windows.flatMap { window in
        along.map { line in
          window.flatMap { base in
            line.map { place in
              guard let base, let place else { return nil }
              return base * taps[axis].inputs + place
            }
          }
        }
      }
    }
    let all = samples.map { sample in
      windows.map { window in
        window.flatMap { place in
          features.map { place == nil ? 0 : Double(numbers[sample + positions[place ?? 0] + $0]) }
        }
      }
    }
    let chosen = Self.quantiles(of: all.map(Self.coherence), count: sites.representatives)
    let rows = chosen.flatMap { all[$0] }
    var kernel = Kernel(zeroAt: sites)
    let scale = 1 / Double(max(1, features.count))
    for i in rows.indices {
      kernel.mean[i] = rows[i].reduce(0, +) * scale
      for j in rows.indices {
        kernel.pairs[i * rows.count + j] = Self.dot(rows[i], rows[j]) * scale
      }
      kernel.own[i] = kernel.pairs[i * rows.count + i]
    }
    let total = all.joined().reduce(0) { $0 + Self.dot($1, $1) } * scale
    let measured = kernel.averageOwn
    guard measured > 0 else { return kernel }
    return kernel.scaled(
      by: (total / Double(samples.count * windows.count) / measured).squareRoot())
  }

  /// How alike a sample's positions are: |Σ x|²/(P Σ |x|²), between 1/P and 1.
  private static func coherence(_ rows: [[Double]]) -> Double {
    guard let width = rows.first?.count else { return 0 }
    let sum = rows.reduce([Double](repeating: 0, count: width)) { zip($0, $1).map { $0 + $1 } }
    let squares = rows.reduce(0) { $0 + dot($1, $1) }
    return squares > 0 ? dot(sum, sum) / (Double(rows.count) * squares) : 0
  }

  /// The indices of the numbers at evenly spaced quantiles: samples that stand for all.
  private static func quantiles(of numbers: [Double], count: Int) -> [Int] {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    return (0..<count).map { order[min(order.count - 1, (2 * $0 + 1) * order.count / (2 * count))] }
  }

  /// Averages over all samples, and over all pairs of different samples.
  private func exchangeableKernel(
    _ samples: [Int], _ positions: [Int], _ features: [Int], _ sites: Sites
  ) -> Kernel {
    var kernel = Kernel(zeroAt: sites)
    let (count, extent) = (sites.count, positions.count)
    let n = Double(samples.count)
    let scale = 1 / Double(max(1, features.count))
    var same = [Double](repeating: 0, count: extent * extent)
    var sums = positions.map { _ in [Double](repeating: 0, count: features.count) }
    for sample in samples {
      let rows = positions.map { base in features.map { Double(numbers[sample + base + $0]) } }
      for i in 0..<extent {
        for f in features.indices { sums[i][f] += rows[i][f] }
        for j in 0..<extent { same[i * extent + j] += Self.dot(rows[i], rows[j]) * scale }
      }
    }
    for i in 0..<extent {
      for j in 0..<extent {
        let own = same[i * extent + j]
        let other = (Self.dot(sums[i], sums[j]) * scale - own) / (n * (n - 1))
        for s in 0..<2 {
          for r in 0..<2 {
            kernel.pairs[(s * extent + i) * count + r * extent + j] = s == r ? own / n : other
          }
        }
      }
      for s in 0..<2 {
        kernel.own[s * extent + i] = same[i * extent + i] / n
        kernel.mean[s * extent + i] = sums[i].reduce(0, +) * scale / n
      }
    }
    return kernel
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
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
      let budget = min(total, distance <= 4 ? 8192 : 64)
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
