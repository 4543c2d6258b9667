import { getFaults, postFaults } from '@/lib/faults/faults-route.ts'

export { getFaults as GET, postFaults as POST }
