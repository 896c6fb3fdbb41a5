import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { getCalibration, listCalibrationExamples } from '../../contract/training/calibration.ts'
import { call } from '../app/api.ts'

export const calibrationQuery = (scene: string | undefined) =>
  queryOptions({
    queryKey: ['calibration', scene ?? ''],
    queryFn: ({ signal }) => call(getCalibration, { query: { scene }, signal }),
    placeholderData: keepPreviousData,
  })

export const examplesQuery = (scene: string | undefined, threshold: number) =>
  queryOptions({
    queryKey: ['calibration', 'examples', scene ?? '', threshold],
    queryFn: ({ signal }) => call(listCalibrationExamples, { query: { scene, threshold }, signal }),
    placeholderData: keepPreviousData,
  })
