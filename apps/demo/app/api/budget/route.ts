import { getBudget, postBudget } from '@/lib/budget-route.ts'

export { getBudget as GET, postBudget as POST }
