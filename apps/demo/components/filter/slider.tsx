import { useId } from 'react'

interface SliderProps {
  label: string
  /** The value with its unit. */
  valueText: string
  value: number
  range: readonly [min: number, max: number]
  onChange: (value: number) => void
}

export function Slider({ label, valueText, value, range: [min, max], onChange }: SliderProps) {
  const id = useId()
  return (
    <div className="lab-slider">
      <label htmlFor={id}>{label}</label>
      <span aria-hidden="true">{valueText}</span>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        value={value}
        aria-valuetext={valueText}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
    </div>
  )
}
