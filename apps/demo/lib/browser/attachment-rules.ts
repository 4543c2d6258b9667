import type { AttachmentOptions } from '@sluice/react'

/** What may be attached: pictures that models read, and texts. */
export const attachmentRules = {
  maxFiles: 6,
  maxFileBytes: 5_242_880,
  maxTotalBytes: 10_485_760,
  accept: 'image/png,image/jpeg,image/gif,image/webp,text/*,application/json',
} as const satisfies AttachmentOptions
