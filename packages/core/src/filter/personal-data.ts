import { bankCards } from './bank-cards.ts'
import type { DetectorRuleOptions } from './detector-rule.ts'
import { emails } from './emails.ts'
import type { FilterRule } from './filter-rule.ts'
import { ibans } from './ibans.ts'
import { ipAddresses } from './ip-addresses.ts'
import { prcCompany } from './prc-company.ts'
import { type PrcIdentityOptions, prcIdentity } from './prc-identity.ts'
import { prcMobile } from './prc-mobile.ts'

/** What may be said otherwise of all rules at once. */
export type PersonalDataOptions = Omit<PrcIdentityOptions, 'id'>

/** All rules for personal data: identity and mobile numbers, bank cards, e-mail addresses, IBANs, companies, IP addresses. */
export function personalData(options: PersonalDataOptions = {}): readonly FilterRule[] {
  const shared: PrcIdentityOptions & DetectorRuleOptions = { ...options, id: undefined }
  return [prcIdentity, prcMobile, bankCards, emails, ibans, prcCompany, ipAddresses].map((rule) => rule(shared))
}
