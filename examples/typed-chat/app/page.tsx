import { Chat } from '../components/chat.tsx'
import { loadHistory } from '../lib/history.ts'

export default async function Page() {
  return <Chat history={await loadHistory('trip')} />
}
