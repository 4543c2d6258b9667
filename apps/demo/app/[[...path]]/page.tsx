import { notFound } from 'next/navigation'
import { ChatSite } from '@/components/site/chat-site.tsx'
import { models } from '@/lib/models.ts'

interface PageProps {
  params: Promise<{ path?: string[] }>
}

/** `/` is a new conversation, `/c/<id>` one that exists, `/filter` the page of filters. */
export default async function Page({ params }: PageProps) {
  const { path = [] } = await params
  const [section, id] = path
  const isFilter = section === 'filter' && path.length === 1
  if (path.length > 0 && !isFilter && (section !== 'c' || id === undefined || path.length > 2)) notFound()
  return <ChatSite models={models} initialId={id} startsWithFilter={isFilter} />
}
