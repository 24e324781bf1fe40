import Testing

@Suite struct OnsetPlanningSkeletonTests {
}
